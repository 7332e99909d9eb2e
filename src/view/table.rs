//! Tables that become lists on a narrow screen.

use super::screen::{FAINT, columns, paragraph, styled};

/// A table for a screen of `width` columns: a line for the `heads`, and one for each row. The cells
/// are padded already, so that those of a column have the same width.
///
/// If a line is wider than the screen, the table becomes a list: for each row its first cell, and
/// below it the other cells, each after its head.
///
/// ```
/// use racelab::view::table;
///
/// let heads = ["child   ", "code  ", "meaning"];
/// let rows = [["returns ", "   0  ", "success"], ["panics  ", " 101  ", "a panic"]];
/// assert_eq!(
///     anstream::adapter::strip_str(&table(&heads, &rows, 40)).to_string(),
///     "  child   code  meaning\n  returns    0  success\n  panics   101  a panic\n"
/// );
/// assert_eq!(
///     table(&heads, &rows, 22),
///     "  returns\n    code: 0; meaning:\n    success\n  panics\n    code: 101; meaning:\n    a panic\n"
/// );
/// ```
pub fn table<Head, Row, Cell>(heads: &[Head], rows: &[Row], width: usize) -> String
where
    Head: AsRef<str>,
    Row: AsRef<[Cell]>,
    Cell: AsRef<str>,
{
    let heads: Vec<&str> = heads.iter().map(AsRef::as_ref).collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.as_ref().iter().map(AsRef::as_ref).collect())
        .collect();
    let line = |cells: &[&str]| format!("  {}", cells.concat()).trim_end().to_owned();
    let mut lines = rows.iter().map(Vec::as_slice).chain([heads.as_slice()]);
    if lines.all(|cells| columns(&line(cells)) <= width) {
        let body = rows.iter().map(|row| line(row) + "\n");
        return format!("{}\n", styled(FAINT, line(&heads))) + &body.collect::<String>();
    }
    rows.iter().map(|row| listed(&heads, row, width)).collect()
}

/// A row as its name, and below it the other cells, each after its head.
fn listed(heads: &[&str], row: &[&str], width: usize) -> String {
    let mut cells = heads.iter().zip(row);
    let name = cells.next().map_or("", |(_, name)| name.trim());
    let facts = cells.filter(|(_, cell)| !cell.trim().is_empty());
    let facts = facts.map(|(head, cell)| format!("{}: {}", head.trim(), cell.trim()));
    let facts = facts.collect::<Vec<_>>().join("; ");
    paragraph(name, 2, width) + &paragraph(&facts, 4, width)
}
