//! The traits and checks of the labs.
