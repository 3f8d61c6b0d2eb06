//! The workbook. Rows go to temporary files as they come, so memory stays flat.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, Format, Workbook as Book, Worksheet, XlsxError};

use super::columns::{COLUMNS, Cell, list};
use super::shared::COLUMNS as SHARED;
use super::{Exported, ExportedResource, Head, Terms};

/// Rows of one sheet under its header: a spreadsheet takes 1,048,576.
const SHEET: u32 = 1_000_000;
/// Characters of one cell: a spreadsheet takes 32,767.
const CELL: usize = 32_000;

/// Of the sheet of products.
const PRODUCTS: [&str; 11] = [
    "supplier_id",
    "supplier",
    "name",
    "category",
    "price_excluding_tax",
    "price_currency",
    "unit",
    "minimum_order",
    "lead_time_days",
    "page",
    "currencies",
];

pub struct Workbook {
    book: Book,
    head: Head,
    suppliers: Sheet,
    products: Sheet,
}

/// Where the next row of a table goes: it continues on another sheet when one is full.
struct Sheet {
    name: &'static str,
    header: Vec<&'static str>,
    index: usize,
    parts: u32,
    row: u32,
}

impl Sheet {
    fn begin(book: &mut Book, name: &'static str, header: Vec<&'static str>) -> Result<Sheet, XlsxError> {
        let mut sheet = Sheet { name, header, index: 0, parts: 0, row: 0 };
        sheet.next(book)?;
        Ok(sheet)
    }

    fn next(&mut self, book: &mut Book) -> Result<(), XlsxError> {
        self.parts += 1;
        self.index = book.worksheets().len();
        let name =
            if self.parts == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.parts) };
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        for (column, title) in (0..).zip(&self.header) {
            sheet.write_string_with_format(0, column, *title, &bold)?;
        }
        self.row = 1;
        Ok(())
    }

    fn add(&mut self, book: &mut Book, cells: impl IntoIterator<Item = Cell>) -> Result<(), XlsxError> {
        if self.row > SHEET {
            self.next(book)?;
        }
        let sheet = book.worksheet_from_index(self.index)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, self.row, column, cell)?;
        }
        self.row += 1;
        Ok(())
    }
}

/// Texts are written as texts: no sheet takes them for formulas.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            let text = match text.char_indices().nth(CELL) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            };
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, number)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

impl Workbook {
    pub fn begin(head: Head) -> Result<Workbook, XlsxError> {
        let mut book = opened(&head);
        let header = COLUMNS.iter().map(|(name, _)| *name).collect();
        let suppliers = Sheet::begin(&mut book, "Fournisseurs", header)?;
        let products = Sheet::begin(&mut book, "Produits", PRODUCTS.to_vec())?;
        Ok(Workbook { book, head, suppliers, products })
    }

    pub fn add(&mut self, row: &Exported) -> Result<(), XlsxError> {
        let day = self.head.day;
        self.suppliers.add(&mut self.book, COLUMNS.iter().map(|(_, of)| of(row, day)))?;
        for product in &row.products {
            let text = |value: &Option<String>| value.clone().map_or(Cell::Empty, Cell::Text);
            let cells = [
                Cell::Text(row.id.to_string()),
                Cell::Text(row.name.clone()),
                Cell::Text(product.name.clone()),
                Cell::Text(product.category.clone()),
                product.price_cents.map_or(Cell::Empty, |cents| Cell::Number(cents as f64 / 100.0)),
                text(&product.price_currency),
                text(&product.unit),
                text(&product.minimum_order),
                product.lead_time_days.map_or(Cell::Empty, |days| Cell::Number(days.into())),
                Cell::Text(product.page.clone()),
                list(product.currencies.iter().map(String::as_str)),
            ];
            self.products.add(&mut self.book, cells)?;
        }
        Ok(())
    }

    /// The sheet of licences, then the whole file.
    pub fn finish(self, terms: &[Terms], file: impl Write + Send) -> Result<(), XlsxError> {
        finish(self.book, &self.head, terms, file)
    }
}

fn opened(head: &Head) -> Book {
    let mut book = Book::new();
    let properties = DocProperties::new()
        .set_title("BDIS PRO")
        .set_company(&head.publisher)
        .set_comment(format!("{} {}", head.day, head.query));
    book.set_properties(&properties);
    book
}

fn finish(mut book: Book, head: &Head, terms: &[Terms], file: impl Write + Send) -> Result<(), XlsxError> {
    let Head { publisher, day, query } = head;
    let header = vec!["list", "licence", "publisher", "date", "query"];
    let mut licences = Sheet::begin(&mut book, "Licences", header)?;
    for one in terms {
        let cells = [&one.source, &one.licence, publisher, &day.to_string(), query];
        licences.add(&mut book, cells.map(|text| Cell::Text(text.clone())))?;
    }
    book.save_to_writer(file)
}

/// The same of what is shared.
pub struct SharedWorkbook {
    book: Book,
    head: Head,
    resources: Sheet,
}

impl SharedWorkbook {
    pub fn begin(head: Head) -> Result<SharedWorkbook, XlsxError> {
        let mut book = opened(&head);
        let header = SHARED.iter().map(|(name, _)| *name).collect();
        let resources = Sheet::begin(&mut book, "Mutualisation", header)?;
        Ok(SharedWorkbook { book, head, resources })
    }

    pub fn add(&mut self, row: &ExportedResource) -> Result<(), XlsxError> {
        let day = self.head.day;
        self.resources.add(&mut self.book, SHARED.iter().map(|(_, of)| of(row, day)))
    }

    /// The sheet of licences, then the whole file.
    pub fn finish(self, terms: &[Terms], file: impl Write + Send) -> Result<(), XlsxError> {
        finish(self.book, &self.head, terms, file)
    }
}
