//! What the options and the environment say together, weighed as CPython weighs them.

use freewheel_kernel::isolate::{Flags, Streams};

use super::Options;
use crate::file_names;
use crate::platform::PLATFORM;
use crate::set_up::Settings;

/// The environment: what a variable is, unless it is empty.
type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    /// Reads both.
    ///
    /// # Errors
    /// What is wrong with a value, in words.
    pub(super) fn new(options: &Options) -> Result<Settings, String> {
        Settings::from(options, &|name| std::env::var_os(name).map(file_names::text).filter(|v| !v.is_empty()))
    }

    fn from(options: &Options, variables: Variables<'_>) -> Result<Settings, String> {
        let told = &options.python;
        let isolated = told.isolated != 0;
        let ignores = isolated || told.no_environment != 0;
        let variable = |name: &str| if ignores { None } else { variables(name) };
        let extra: Vec<_> = told
            .implementation
            .iter()
            .map(|x| match x.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (x.clone(), None),
            })
            .collect();
        let has = |name: &str| extra.iter().any(|(n, _)| n == name);
        let flags = Flags {
            debug: level(told.debug, variable("PYTHONDEBUG")),
            inspect: level(told.inspect, variable("PYTHONINSPECT")),
            interactive: told.inspect.into(),
            optimize: level(told.optimize, variable("PYTHONOPTIMIZE")),
            no_user_site: level(told.no_user_site.max(told.isolated.min(1)), variable("PYTHONNOUSERSITE")),
            no_site: told.no_site.into(),
            ignore_environment: ignores.into(),
            verbose: level(told.verbose, variable("PYTHONVERBOSE")),
            bytes_warning: told.bytes_warnings.into(),
            quiet: told.quiet.into(),
            isolated: isolated.into(),
            dev_mode: has("dev") || level(0, variable("PYTHONDEVMODE")) != 0,
            warn_default_encoding: (has("warn_default_encoding") || level(0, variable("PYTHONWARNDEFAULTENCODING")) != 0).into(),
            safe_path: isolated || told.safe_path != 0 || variable("PYTHONSAFEPATH").is_some(),
        };
        let mut warnings = Vec::new();
        if flags.dev_mode {
            warnings.push("default".into());
        }
        if let Some(all) = variable("PYTHONWARNINGS") {
            warnings.extend(all.split(',').map(String::from));
        }
        warnings.extend(told.warnings.iter().cloned());
        match flags.bytes_warning {
            0 => {}
            1 => warnings.push("default::BytesWarning".into()),
            _ => warnings.push("error::BytesWarning".into()),
        }
        let wanted = extra.iter().rev().find(|(name, _)| name == "gil").map(|(_, value)| value.clone().unwrap_or_default());
        let gil = match wanted.or_else(|| variable("PYTHON_GIL")).as_deref() {
            None | Some("0") => options.gil,
            Some("1") => true,
            Some(_) => return Err("PYTHON_GIL / -X gil must be \"0\" or \"1\"".into()),
        };
        let mut streams = Streams { unbuffered: level(told.unbuffered, variable("PYTHONUNBUFFERED")) != 0, ..Streams::default() };
        if let Some(said) = variable("PYTHONIOENCODING") {
            let (encoding, errors) = said.split_once(':').unwrap_or((&said, ""));
            let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            (streams.encoding, streams.errors) = (given(encoding), given(errors));
        }
        Ok(Settings {
            flags,
            streams,
            hash_key: hash_key(variable("PYTHONHASHSEED"))?,
            warnings,
            path: variable("PYTHONPATH").map_or(Vec::new(), |p| p.split(':').filter(|d| !d.is_empty()).map(String::from).collect()),
            gil,
            enables_faulthandler: flags.dev_mode || has("faulthandler") || level(0, variable("PYTHONFAULTHANDLER")) != 0,
            extra,
        })
    }
}

/// How often an option was given, or what a variable says if that is more: its number, or once if it is none.
fn level(given: u8, variable: Option<String>) -> u32 {
    let said = variable.map_or(0, |v| v.trim_start().parse().unwrap_or(1));
    said.max(given.into())
}

/// The key that a seed stands for, CPython's, so that both hash alike; without a seed what nobody can guess.
fn hash_key(seed: Option<String>) -> Result<[u8; 16], String> {
    let mut key = [0; 16];
    match seed.as_deref() {
        None | Some("random") => freewheel_arch::Platform::entropy(&PLATFORM, &mut key),
        Some(text) => {
            let Ok(mut x) = text.trim_start().parse::<u32>() else {
                return Err("PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]".into());
            };
            if x != 0 {
                for byte in &mut key {
                    x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
                    *byte = (x >> 16) as u8;
                }
            }
        }
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn settings(line: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let options = Options::parse_from(super::super::split(line.split(' ').map(Into::into).collect()));
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()).filter(|v| !v.is_empty());
        Settings::from(&options, &find)
    }

    #[test]
    fn variables_count_where_options_say_less() {
        let seed = ("PYTHONHASHSEED", "0");
        let s = settings("fw -O -qi a.py -x", &[seed, ("PYTHONOPTIMIZE", "2"), ("PYTHONDEBUG", "x"), ("PYTHONSAFEPATH", "0")]).unwrap();
        let expected = Flags { optimize: 2, debug: 1, quiet: 1, inspect: 1, interactive: 1, safe_path: true, ..Flags::default() };
        assert_eq!((s.flags, s.hash_key), (expected, [0; 16]));
        let s = settings("fw -OO a.py", &[seed, ("PYTHONOPTIMIZE", "-3"), ("PYTHONPATH", "a::b")]).unwrap();
        assert_eq!((s.flags.optimize, s.path.as_slice()), (2, &["a".to_owned(), "b".to_owned()][..]));
        let s = settings("fw -X dev -W ignore a.py", &[("PYTHONWARNINGS", "error,once::UserWarning")]).unwrap();
        assert_eq!((s.warnings.join(" "), s.flags.dev_mode), ("default error once::UserWarning ignore".into(), true));
        let s = settings("fw a.py", &[("PYTHONIOENCODING", ":replace"), ("PYTHONUNBUFFERED", "1")]).unwrap();
        assert_eq!(s.streams, Streams { encoding: None, errors: Some("replace".into()), unbuffered: true });
    }

    #[test]
    fn variables_mean_nothing_to_those_who_ignore_them() {
        let all = [("PYTHONHASHSEED", "x"), ("PYTHONOPTIMIZE", "1"), ("PYTHONWARNINGS", "error"), ("PYTHONPATH", "a"), ("PYTHON_GIL", "x")];
        for line in ["fw -E a.py", "fw -I a.py"] {
            let s = settings(line, &all).unwrap();
            let isolated = line == "fw -I a.py";
            let flags = Flags {
                ignore_environment: 1,
                isolated: isolated.into(),
                no_user_site: isolated.into(),
                safe_path: isolated,
                ..Flags::default()
            };
            assert_eq!((s.flags, s.warnings.len(), s.path.len(), s.gil), (flags, 0, 0, false));
        }
    }

    #[test]
    fn seeds() {
        for bad in ["abc", "-1", "4294967296", "1.5", "1 "] {
            let said = settings("fw a.py", &[("PYTHONHASHSEED", bad)]).unwrap_err();
            assert_eq!(said, "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]");
        }
        let key = |seed: &str| settings("fw a.py", &[("PYTHONHASHSEED", seed)]).unwrap().hash_key;
        assert_eq!(key("42"), key("+42"));
        assert_ne!(key("42"), key("43"));
        assert_ne!(key("random"), key("random"));
        assert!(settings("fw -X gil=2 a.py", &[]).is_err());
        assert!(settings("fw -X gil=1 a.py", &[("PYTHON_GIL", "0")]).unwrap().gil);
    }
}
