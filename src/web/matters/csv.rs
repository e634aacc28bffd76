//! A table as Excel in Russian opens it by a double click: UTF-8 with its
//! mark, semicolons, CRLF. Pure.

/// Rows of cells, the first with the names of the columns.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let mut text = String::from('\u{feff}');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text
}

/// What a visitor typed must not become a formula at somebody's computer.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn cells_are_quoted_and_never_become_formulas() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let text = table(&[row(&["№", "Вопрос"]), row(&["1", "=1+1; \"счёт\""])]);
        assert_eq!(text, "\u{feff}№;Вопрос\r\n1;\"'=1+1; \"\"счёт\"\"\"\r\n");
    }
}
