//! The elements of a big JSON list one by one, with flat memory: where each begins and ends
//! is told here, what it says by serde_json.

use std::io::Read;

use super::reason::FileError;

/// No honest element is longer.
const ELEMENT_LIMIT: usize = 4 << 20;
/// Under these names an object holds its list.
const LISTS: [&str; 4] = ["data", "elements", "features", "results"];

/// One element's text and the physical line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ElementText {
    pub line: u64,
    pub json: String,
}

pub(super) struct Elements<R> {
    bytes: Bytes<R>,
    state: State,
    /// The list stands in an object, whose other members are passed over.
    in_object: bool,
    assigned: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    FirstElement,
    AfterElement,
    Ended,
}

impl<R: Read> Elements<R> {
    /// `start` is the beginning of the file, already taken from `rest`.
    pub fn open(start: &[u8], rest: R) -> Self {
        let bytes = Bytes { buffer: start.to_vec(), at: 0, rest, line: 1, previous: 0 };
        Self { bytes, state: State::Start, in_object: false, assigned: false }
    }

    pub fn next_element(&mut self) -> Result<Option<ElementText>, FileError> {
        if self.state == State::Start {
            self.enter_list()?;
            self.state = State::FirstElement;
        }
        if self.state == State::Ended {
            return Ok(None);
        }
        let next = self.bytes.after_space()?;
        match (self.state, next) {
            (_, Some(b']')) => {
                self.bytes.take()?;
                self.leave_list()?;
                self.state = State::Ended;
                return Ok(None);
            }
            (State::AfterElement, Some(b',')) => {
                self.bytes.take()?;
                self.bytes.after_space()?;
            }
            (State::AfterElement, Some(_)) => return Err(self.bytes.broken("a comma or ] is expected")),
            (_, None) => return Err(self.bytes.broken("it ends before its list does")),
            _ => {}
        }
        let line = self.bytes.line;
        let mut text = Vec::new();
        self.bytes.value(Some(&mut text))?;
        let json = String::from_utf8(text)
            .unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned());
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&json) {
            let line = line + (error.line() as u64).saturating_sub(1);
            return Err(FileError::Json { line, problem: error.to_string() });
        }
        self.state = State::AfterElement;
        Ok(Some(ElementText { line, json }))
    }

    /// Up to and past the list's `[`.
    fn enter_list(&mut self) -> Result<(), FileError> {
        for byte in b"\xef\xbb\xbf" {
            if self.bytes.peek()? == Some(*byte) {
                self.bytes.take()?;
            }
        }
        // What stands before the first bracket is the assignment of a .js file: sniffed already.
        while !matches!(self.bytes.after_space()?, Some(b'[' | b'{') | None) {
            self.assigned = true;
            self.bytes.take()?;
        }
        match self.bytes.take()? {
            Some(b'[') => return Ok(()),
            Some(b'{') => self.in_object = true,
            _ => return Err(FileError::NoElements),
        }
        if self.bytes.after_space()? == Some(b'}') {
            return Err(FileError::NoElements);
        }
        loop {
            let name = self.member_name()?;
            let is_list = self.bytes.after_space()? == Some(b'[');
            if is_list && LISTS.contains(&name.as_str()) {
                self.bytes.take()?;
                return Ok(());
            }
            self.bytes.value(None)?;
            if !self.another_member()? {
                return Err(FileError::NoElements);
            }
        }
    }

    /// From past the list's `]` to the end of the file, which must come in due form.
    fn leave_list(&mut self) -> Result<(), FileError> {
        while self.in_object && self.another_member()? {
            self.member_name()?;
            self.bytes.after_space()?;
            self.bytes.value(None)?;
        }
        if self.assigned {
            return Ok(());
        }
        match self.bytes.after_space()? {
            None => Ok(()),
            Some(_) => Err(self.bytes.broken("something follows its end")),
        }
    }

    /// `"name" :`
    fn member_name(&mut self) -> Result<String, FileError> {
        if self.bytes.after_space()? != Some(b'"') {
            return Err(self.bytes.broken("a member's name is expected"));
        }
        let mut name = Vec::new();
        self.bytes.value(Some(&mut name))?;
        let name =
            serde_json::from_slice(&name).map_err(|_| self.bytes.broken("a member's name is expected"))?;
        if self.bytes.after_space()? != Some(b':') {
            return Err(self.bytes.broken("a colon is expected"));
        }
        self.bytes.take()?;
        Ok(name)
    }

    fn another_member(&mut self) -> Result<bool, FileError> {
        self.bytes.after_space()?;
        match self.bytes.take()? {
            Some(b',') => Ok(true),
            Some(b'}') => Ok(false),
            _ => Err(self.bytes.broken("a comma or } is expected")),
        }
    }
}

struct Bytes<R> {
    buffer: Vec<u8>,
    at: usize,
    rest: R,
    line: u64,
    previous: u8,
}

impl<R: Read> Bytes<R> {
    fn peek(&mut self) -> Result<Option<u8>, FileError> {
        if self.at == self.buffer.len() {
            self.buffer.resize(1 << 16, 0);
            let read = self.rest.read(&mut self.buffer)?;
            self.buffer.truncate(read);
            self.at = 0;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    fn take(&mut self) -> Result<Option<u8>, FileError> {
        let byte = self.peek()?;
        if let Some(byte) = byte {
            self.at += 1;
            // CR LF is one line end.
            self.line += u64::from(byte == b'\r' || (byte == b'\n' && self.previous != b'\r'));
            self.previous = byte;
        }
        Ok(byte)
    }

    /// The next byte that isn't space, not taken.
    fn after_space(&mut self) -> Result<Option<u8>, FileError> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek()? {
            self.take()?;
        }
        self.peek()
    }

    /// One value, kept in `into` or passed over. Only its limits are checked.
    fn value(&mut self, mut into: Option<&mut Vec<u8>>) -> Result<(), FileError> {
        let line = self.line;
        let (mut depth, mut length) = (0usize, 0usize);
        let (mut in_string, mut escaped) = (false, false);
        while let Some(byte) = self.peek()? {
            let bare = !in_string && depth == 0;
            if bare && matches!(byte, b',' | b']' | b'}' | b':' | b' ' | b'\n' | b'\r' | b'\t') {
                break;
            }
            self.take()?;
            length += 1;
            if let Some(into) = into.as_mut() {
                if length > ELEMENT_LIMIT {
                    return Err(FileError::RecordLength { line, limit: ELEMENT_LIMIT });
                }
                into.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'[' | b'{' if !in_string => depth += 1,
                b']' | b'}' if !in_string => depth -= 1,
                _ => continue,
            }
            if depth == 0 && !in_string && matches!(byte, b'"' | b']' | b'}') {
                return Ok(());
            }
        }
        match length {
            _ if in_string || depth > 0 => Err(self.broken("it ends in the midst of a value")),
            0 => Err(self.broken("a value is expected")),
            _ => Ok(()),
        }
    }

    fn broken(&self, problem: &str) -> FileError {
        FileError::Json { line: self.line, problem: problem.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Vec<(u64, String)>, String> {
        let mut elements =
            Elements::open(&text.as_bytes()[..text.len() / 2], &text.as_bytes()[text.len() / 2..]);
        let mut all = Vec::new();
        while let Some(element) = elements.next_element().map_err(|error| error.to_string())? {
            all.push((element.line, element.json));
        }
        Ok(all)
    }

    #[test]
    fn elements_come_from_a_bare_list_an_object_or_an_assignment_with_their_lines() {
        let expected =
            Ok(vec![(2, "{\"a\":\"]},\\\"\"}".to_owned()), (4, "[1,[2]]".to_owned()), (4, "3".to_owned())]);
        let list = "[\n{\"a\":\"]},\\\"\"},\r\n\n[1,[2]],3 ]";
        assert_eq!(read(list), expected);
        assert_eq!(
            read(&format!(
                "{{\"licence\":\"x\",\"ontology\":{{\"data\":[0]}},\"data\":{list},\"more\":[1]}}"
            )),
            expected
        );
        assert_eq!(read(&format!("\u{feff}var elements = {list};\nvar other = 1;")), expected);
        assert_eq!(read(" [ ] "), Ok(vec![]));
    }

    #[test]
    fn broken_json_is_told_with_its_line() {
        for (text, line) in [
            ("[{\"a\":1},\n{\"a\":", 2),
            ("[{\"a\":1}\n{\"a\":1}]", 2),
            ("[1,]", 1),
            ("[{\"a\" 1}]", 1),
            ("[{\n\"a\":tru}]", 2),
            ("[1]\n\n]", 3),
            ("{\"data\":[1]", 1),
            ("{\"data\":[1] \"b\":2}", 1),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(&format!("line {line}: the JSON is broken")), "{text}: {error}");
        }
        assert!(read("{\"name\":\"x\"}").unwrap_err().contains("holds no list"));
        assert!(read("{}").unwrap_err().contains("holds no list"));
    }

    #[test]
    fn an_endless_element_is_stopped() {
        let text = format!("[\n\"{}", "x".repeat(ELEMENT_LIMIT + 1));
        assert!(read(&text).unwrap_err().starts_with("line 2: a record passes"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\[\\]{}\",:\\\\a1 =-]{0,40}") {
            let _ = read(&text);
        }
    }
}
