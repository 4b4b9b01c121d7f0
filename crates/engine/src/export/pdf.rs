//! The statement as a PDF 1.7 file: A4 pages, each with the head of its table, and one embedded font.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::font::Font;
use super::setter::Setter;
use super::sheet::{Line, Sheet};

/// A4, in points.
const WIDE: f32 = 595.0;
const HIGH: f32 = 842.0;
/// White around.
const EDGE: f32 = 42.0;
const ROW: f32 = 29.0;
/// What a line of the words that went with a payment adds to its row.
const WORDS: f32 = 10.0;
const FONT: Name<'static> = Name(b"F");
/// Where columns begin, and where those of numbers end.
const WHAT: f32 = EDGE + 92.0;
const CAME: f32 = 410.0;
const WENT: f32 = 480.0;
const AFTER: f32 = WIDE - EDGE;

/// Writes `sheet` in `font`. `None` when the font cannot be used.
pub(super) fn write(sheet: &Sheet, font: &Font) -> Option<Vec<u8>> {
    let mut setter = Setter::new(font)?;
    let rows: Vec<Row<'_>> = sheet.lines.iter().map(|line| Row::of(line, sheet, &setter)).collect();
    let pages = paged(sheet, &rows);
    let count = pages.len();
    let contents: Vec<Vec<u8>> = pages
        .into_iter()
        .enumerate()
        .map(|(number, rows)| page(&mut setter, sheet, rows, number, count))
        .collect();

    let mut pdf = Pdf::new();
    let [catalog, tree, info, first] = [1, 2, 3, 4].map(Ref::new);
    // The font takes five.
    let of_page = |number: usize| Ref::new(9 + 2 * i32::try_from(number).unwrap_or(i32::MAX / 4));
    pdf.catalog(catalog).pages(tree).lang(TextStr(sheet.words.language));
    pdf.document_info(info).title(TextStr(sheet.words.title)).creator(TextStr("Circles"));
    pdf.pages(tree).kids((0..count).map(of_page)).count(i32::try_from(count).ok()?);
    for (number, content) in contents.iter().enumerate() {
        let id = of_page(number);
        let body = Ref::new(id.get() + 1);
        let mut page = pdf.page(id);
        page.media_box(Rect::new(0.0, 0.0, WIDE, HIGH)).parent(tree).contents(body);
        page.resources().fonts().pair(FONT, first);
        page.finish();
        pdf.stream(body, content);
    }
    setter.write(&mut pdf, first)?;
    Some(pdf.finish())
}

/// Where the table begins: the first page tells first whose it is and what it comes to.
fn top(sheet: &Sheet, number: usize) -> f32 {
    let facts = u16::try_from(sheet.facts.len()).map_or(0.0, f32::from);
    let facts = if number == 0 { 40.0 + 16.0 * facts } else { 0.0 };
    HIGH - EDGE - facts - 12.0
}

/// An entry, with what went with it as it is set: whole, over as many lines as it takes.
struct Row<'a> {
    line: &'a Line,
    message: Vec<String>,
}

impl<'a> Row<'a> {
    fn of(line: &'a Line, sheet: &Sheet, setter: &Setter<'_>) -> Self {
        let message = if line.message.is_empty() {
            Vec::new()
        } else {
            setter.wrap(&format!("{}: {}", sheet.words.message, line.message), 7.5, AFTER - WHAT)
        };
        Self { line, message }
    }

    fn height(&self) -> f32 {
        ROW + WORDS * u16::try_from(self.message.len()).map_or(f32::MAX, f32::from)
    }
}

/// Parted into pages.
fn paged<'r, 'a>(sheet: &Sheet, rows: &'r [Row<'a>]) -> Vec<&'r [Row<'a>]> {
    let mut pages = Vec::new();
    let mut rest = rows;
    loop {
        let mut left = top(sheet, pages.len()) - EDGE - 10.0;
        let fits = rest.iter().take_while(|row| {
            left -= row.height();
            left >= 0.0
        });
        // One that is higher than a page is set all the same.
        let (now, later) = rest.split_at(fits.count().max(1).min(rest.len()));
        pages.push(now);
        rest = later;
        if rest.is_empty() {
            return pages;
        }
    }
}

fn page(setter: &mut Setter<'_>, sheet: &Sheet, rows: &[Row<'_>], number: usize, count: usize) -> Vec<u8> {
    let mut pen = Pen { content: Content::new(), setter };
    if number == 0 {
        pen.text(EDGE, HIGH - EDGE - 8.0, 18.0, INK, sheet.words.title);
        for (n, (what, is)) in (0_u16..).zip(&sheet.facts) {
            let y = HIGH - EDGE - 36.0 - 16.0 * f32::from(n);
            pen.text(EDGE, y, 9.0, PALE, what);
            let is = pen.setter.fit(is, 9.0, WIDE - EDGE - WHAT - 20.0);
            pen.text(WHAT + 20.0, y, 9.0, INK, &is);
        }
    }
    let mut y = top(sheet, number);
    let words = sheet.words;
    pen.text(EDGE, y, 8.0, PALE, words.time);
    pen.text(WHAT, y, 8.0, PALE, words.what);
    for (x, what) in [(CAME, words.came), (WENT, words.went), (AFTER, words.balance)] {
        pen.right(x, y, 8.0, PALE, what);
    }
    y -= 6.0;
    for row in rows {
        let line = row.line;
        pen.rule(y);
        let [first, second] = [y - 13.0, y - 24.0];
        pen.text(EDGE, first, 8.0, INK, &line.time);
        let width = CAME - WHAT - 56.0;
        for (y, size, ink, text) in [(first, 9.0, INK, line.whom()), (second, 7.5, PALE, line.about())] {
            let text = pen.setter.fit(&text, size, width);
            pen.text(WHAT, y, size, ink, &text);
        }
        for (x, text) in [(CAME, &line.came), (WENT, &line.went), (AFTER, &line.balance)] {
            pen.right(x, first, 9.0, INK, text);
        }
        let mut words = second;
        for text in &row.message {
            words -= WORDS;
            pen.text(WHAT, words, 7.5, PALE, text);
        }
        y -= row.height();
    }
    pen.text(EDGE, EDGE - 14.0, 7.5, PALE, words.foot);
    pen.right(AFTER, EDGE - 14.0, 7.5, PALE, &format!("{} / {count}", number + 1));
    pen.content.finish().to_vec()
}

/// Shares of white: of what is read, and of what stands beside it.
const INK: f32 = 0.08;
const PALE: f32 = 0.38;

struct Pen<'a, 'f> {
    content: Content,
    setter: &'a mut Setter<'f>,
}

impl Line {
    /// With whom; the kind, where nobody else is in it.
    fn whom(&self) -> String {
        let names: Vec<&str> =
            [self.who.as_str(), &self.masked].into_iter().filter(|name| !name.is_empty()).collect();
        if names.is_empty() { self.kind.to_owned() } else { names.join(", ") }
    }

    /// What for.
    fn about(&self) -> String {
        let parts = [self.kind, &self.post, &self.circle];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl Pen<'_, '_> {
    fn text(&mut self, x: f32, y: f32, size: f32, ink: f32, text: &str) {
        let glyphs = self.setter.set(text);
        self.content.begin_text().set_font(FONT, size).set_fill_gray(ink);
        self.content.next_line(x, y).show(Str(&glyphs)).end_text();
    }

    /// Ends at `x`.
    fn right(&mut self, x: f32, y: f32, size: f32, ink: f32, text: &str) {
        let width = self.setter.width(text, size);
        self.text(x - width, y, size, ink, text);
    }

    fn rule(&mut self, y: f32) {
        self.content.set_stroke_gray(0.85).set_line_width(0.5);
        self.content.move_to(EDGE, y).line_to(AFTER, y).stroke();
    }
}
