//! How arguments, results and headers become bytes: postcard, one value after the other.

use std::any::type_name;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Appends the encoded value.
pub(super) fn encode<T: Serialize>(value: &T, bytes: &mut Vec<u8>) -> Result<()> {
    postcard::serialize_with_flavor(value, Append(bytes)).map_err(|error| Error::CannotEncode {
        what: type_name::<T>().to_string(),
        why: error.to_string(),
    })
}

/// Decodes `count` values, one after the other, and passes each to `give`. Bytes that are left over
/// are an error: they mean that the reader expects other values than the sender wrote.
pub(super) fn decode_each<T: DeserializeOwned>(
    bytes: &[u8],
    count: u32,
    mut give: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let mut bytes = postcard::Deserializer::from_bytes(bytes);
    for _ in 0..count {
        let value = T::deserialize(&mut bytes);
        give(value.map_err(|error| cannot_decode::<T>(&error.to_string()))?)?;
    }
    match bytes.finalize() {
        Ok([]) => Ok(()),
        _ => Err(cannot_decode::<T>("bytes are left over")),
    }
}

fn cannot_decode<T>(why: &str) -> Error {
    Error::CannotDecode {
        what: type_name::<T>().to_string(),
        why: why.to_string(),
    }
}

/// Encodes to the end of a vector. Inlined, since it is called for each number.
struct Append<'a>(&'a mut Vec<u8>);

/// The longest encoding of a 64-bit number; so few bytes are cheaper to copy one by one.
const FEW: usize = 10;

impl postcard::ser_flavors::Flavor for Append<'_> {
    type Output = ();

    #[inline]
    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        if data.len() <= FEW {
            self.0.reserve(FEW);
            let end = self.0.len() + data.len();
            for (place, &byte) in self.0.spare_capacity_mut().iter_mut().zip(data) {
                place.write(byte);
            }
            // SAFETY: `reserve` has made room for these bytes, and each was written.
            unsafe { self.0.set_len(end) };
        } else {
            self.0.extend_from_slice(data);
        }
        Ok(())
    }

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    #[inline]
    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
