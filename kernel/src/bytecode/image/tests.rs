use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::bytecode::isa::{Op, abc, abx};
use crate::bytecode::unit::{CodeFlags, Const, Handler, Location};

/// A unit with something in each of its parts.
fn sample() -> CodeUnit {
    let inner = |name: &str, inside: Vec<Const>| CodeUnit {
        name: name.into(),
        qualname: format!("outer.{name}"),
        filename: "a.py".into(),
        flags: CodeFlags { generator: true, docstring: true, ..CodeFlags::default() },
        registers: 3,
        locals: vec!["x".into()],
        arg_count: 1,
        consts: [vec![Const::Str("what it does".into())], inside].concat(),
        code: vec![abx(Op::LOAD_CONST, 1, 0), abc(Op::RETURN, 1, 0, 0)],
        ..CodeUnit::default()
    };
    CodeUnit {
        name: "<module>".into(),
        qualname: "<module>".into(),
        filename: "a.py".into(),
        first_line: 1,
        arg_count: 2,
        positional_only: 1,
        keyword_only: 0,
        flags: CodeFlags { module: true, ..CodeFlags::default() },
        locals: vec!["a".into(), "ä".into()],
        far: vec!["f".into()],
        registers: 8,
        cells: vec![1],
        free: vec!["x".into()],
        names: vec!["n".into(), "m".into()],
        sites: vec![1, 0],
        consts: vec![
            Const::Tuple(vec![Const::Tuple(vec![]), Const::Int(i64::MIN), Const::FrozenSet(vec![Const::Bool(true), Const::None])]),
            Const::Code(Box::new(inner("f", vec![Const::Code(Box::new(inner("g", vec![])))]))),
            Const::Float(-0.0),
            Const::Complex(1.5, f64::INFINITY),
            Const::Bytes(vec![0, 255]),
            Const::Code(Box::new(inner("h", vec![Const::Ellipsis]))),
            Const::BigInt("-123456789012345678901234567890".into()),
            Const::Int(-1),
            Const::Bool(false),
        ],
        code: vec![abc(Op::NOP, 0, 0, 0), abc(Op::RETURN_NONE, 0, 0, 0)],
        handlers: vec![Handler { start: 0, end: 1, target: 1, exc_reg: 4 }],
        locations: vec![
            Location { pc: 0, line: 3, end_line: 4, column: 9, end_column: 2 },
            Location { pc: 1, line: 2, end_line: 2, column: 0, end_column: 300 },
            Location { pc: 2, line: 0, end_line: 0, column: 0, end_column: u32::MAX },
        ],
    }
}

fn image_of(unit: &CodeUnit) -> Vec<u8> {
    let main = Module { name: "__main__", file: "a.py", package: false, unit };
    let other = Module { name: "p.q", file: "p/q/__init__.py", package: true, unit };
    encode(&[main, other]).expect("memory")
}

/// What becomes of an image: whether it may run, or the reason.
fn tried(image: &[u8]) -> Result<(), ImageError> {
    Image::open(image)?.verify()
}

#[test]
fn what_is_read_is_what_was_written() {
    let unit = sample();
    let bytes = image_of(&unit);
    let image = Image::open(&bytes).expect("an image");
    let names: Vec<_> = image.modules().iter().map(|m| (m.name, m.file, m.package)).collect();
    assert_eq!(names, [("__main__", "a.py", false), ("p.q", "p/q/__init__.py", true)]);
    for m in image.modules() {
        assert_eq!(m.unit().expect("code"), unit);
    }
    assert!(image.find("p.q").is_some() && image.find("p").is_none());
    // Negative zero and the like are equal to what they are not.
    assert_eq!(format!("{:?}", image.modules()[0].unit()), format!("{:?}", Ok::<_, ImageError>(unit)));
    assert_eq!(image.verify(), Ok(()));
    assert_eq!(image_of(&sample()), bytes, "an image depends on nothing else");
}

#[test]
fn what_is_no_image_is_refused() {
    let bytes = image_of(&sample());
    assert_eq!(tried(b""), Err(ImageError::NotAnImage));
    assert_eq!(tried(b"print(1)"), Err(ImageError::NotAnImage));
    let mut other = bytes.clone();
    other[8] = 77;
    assert_eq!(tried(&other), Err(ImageError::Format { found: 77 }));
    let mut other = bytes.clone();
    other[12] ^= 1;
    assert_eq!(tried(&other), Err(ImageError::Instructions));
    assert_eq!(encode(&[]), Err(ImageError::TooLarge));
}

/// Of the bits and lengths of an image, each so-manieth: under miri all would take an hour.
const STEP: usize = if cfg!(miri) { 401 } else { 1 };

#[test]
fn damage_is_noticed() {
    let bytes = image_of(&sample());
    for n in (0..bytes.len()).step_by(STEP) {
        assert!(tried(&bytes[..n]).is_err(), "cut off at {n}");
    }
    for bit in (0..bytes.len() * 8).step_by(STEP) {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert!(tried(&other).is_err(), "bit {bit}");
    }
}

#[test]
fn whatever_the_bytes_are_nothing_else_happens() {
    let bytes = image_of(&sample());
    for bit in (HEADER * 8..bytes.len() * 8).step_by(STEP) {
        let mut other = bytes.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        seal(&mut other);
        let _ = tried(&other);
    }
    for n in (HEADER..bytes.len()).step_by(STEP) {
        let mut other = bytes[..n].to_vec();
        seal(&mut other);
        assert!(tried(&other).is_err(), "cut off at {n}");
    }
}

#[test]
fn code_that_may_not_run_is_named() {
    let mut unit = sample();
    if let Const::Code(f) = &mut unit.consts[1] {
        f.code[0] = abx(Op::LOAD_CONST, 1, 99);
    }
    assert_eq!(
        tried(&image_of(&unit)),
        Err(ImageError::Refused { module: "__main__".into(), function: "outer.f".into(), at: Some(0), rule: "no such constant" })
    );
}

#[test]
fn depth_is_bounded() {
    let deep = |n: usize| {
        let mut c = Const::None;
        for _ in 1..n {
            c = Const::Tuple(vec![c]);
        }
        CodeUnit { consts: vec![c], ..sample() }
    };
    assert_eq!(tried(&image_of(&deep(MAX_DEPTH - 1))), Ok(()));
    let too_deep = deep(MAX_DEPTH + 1);
    assert_eq!(encode(&[Module { name: "", file: "", package: false, unit: &too_deep }]), Err(ImageError::TooLarge));
    // Bytes that say so all the same: one constant and a tuple of what came before it, many times over.
    let mut code: Vec<u8> = vec![1, 1, b'n', 1];
    code.extend([0, 0, 0]);
    code.extend([0; 6]);
    code.extend([0; 6]);
    let count = 2000_u32;
    code.extend([count as u8 | 0x80, (count >> 7) as u8]);
    code.push(encode::tag::NONE);
    for _ in 1..count {
        code.extend([encode::tag::TUPLE, 1]);
    }
    assert!(matches!(decode::code(&code, 0), Err(ImageError::Malformed { rule: "constants nested too deeply", .. })));
}

#[test]
fn a_number_has_one_form() {
    let number = |bytes: &[u8]| Reader::new(bytes, 0).count();
    assert_eq!(
        number(&[0x80, 0x00]).map_err(|e| format!("{e}")),
        Err(String::from("invalid code image at byte 2: a number that is too long"))
    );
    let long = [0xff; 11];
    assert!(number(&long).is_err());
}
