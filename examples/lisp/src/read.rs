//! Text to forms.

/// A form with its line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Form {
    pub(crate) line: u32,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Int(i64),
    Float(f64),
    Text(String),
    Symbol(String),
    List(Vec<Form>),
}

/// What is wrong, and in which line.
#[derive(Debug)]
pub(crate) struct Wrong(pub(crate) u32, pub(crate) String);

impl core::fmt::Display for Wrong {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.0, self.1)
    }
}

/// Lists inside lists; the compiler recurses as deep.
const MOST_NESTED: usize = 200;

/// All forms of a text.
pub(crate) fn read(text: &str) -> Result<Vec<Form>, Wrong> {
    // The lists that are open, each with its line; the first is the program itself.
    let mut open: Vec<(u32, Vec<Form>)> = vec![(1, Vec::new())];
    let mut line = 1;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let kind = match c {
            '\n' => {
                line += 1;
                continue;
            }
            ';' => {
                while rest.next_if(|c| *c != '\n').is_some() {}
                continue;
            }
            c if c.is_whitespace() => continue,
            '(' => {
                if open.len() > MOST_NESTED {
                    return Err(Wrong(line, "lists are nested too deep".into()));
                }
                open.push((line, Vec::new()));
                continue;
            }
            ')' => {
                let Some((begun, list)) = open.pop_if(|_| true).filter(|_| !open.is_empty()) else {
                    return Err(Wrong(line, "a parenthesis closes nothing".into()));
                };
                if let Some((_, outer)) = open.last_mut() {
                    outer.push(Form { line: begun, kind: Kind::List(list) });
                }
                continue;
            }
            '"' => {
                let (begun, mut text) = (line, String::new());
                loop {
                    match rest.next() {
                        None => return Err(Wrong(begun, "a string has no end".into())),
                        Some('"') => break,
                        Some('\\') => text.push(match rest.next() {
                            Some('n') => '\n',
                            Some(c) => c,
                            None => return Err(Wrong(begun, "a string has no end".into())),
                        }),
                        Some(c) => {
                            line += u32::from(c == '\n');
                            text.push(c);
                        }
                    }
                }
                Kind::Text(text)
            }
            c => {
                let mut word = String::from(c);
                while let Some(c) = rest.next_if(|c| !c.is_whitespace() && !"()\";".contains(*c)) {
                    word.push(c);
                }
                match (word.parse(), word.parse::<f64>()) {
                    (Ok(i), _) => Kind::Int(i),
                    // Words like `inf` are names.
                    (_, Ok(x)) if word.contains(|c: char| c.is_ascii_digit()) => Kind::Float(x),
                    _ => Kind::Symbol(word),
                }
            }
        };
        if let Some((_, list)) = open.last_mut() {
            list.push(Form { line, kind });
        }
    }
    match open.pop() {
        Some((_, forms)) if open.is_empty() => Ok(forms),
        Some((begun, _)) => Err(Wrong(begun, "a list has no end".into())),
        None => Ok(Vec::new()),
    }
}
