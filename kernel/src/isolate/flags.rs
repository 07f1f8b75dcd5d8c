//! What the command was told, as `sys.flags` shows it.

use alloc::string::String;

/// Values of `sys.flags` that nothing else in the [`Config`](super::Config) decides. Numbers count how often an option was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// `-d`
    pub debug: u32,
    /// A prompt follows the program (`-i`, `$PYTHONINSPECT`).
    pub inspect: u32,
    /// `-i`
    pub interactive: u32,
    /// Assertions are left out (1), docstrings too (2 and more).
    pub optimize: u32,
    /// `-s`
    pub no_user_site: u32,
    /// The names that `site` adds are missing (`-S`).
    pub no_site: u32,
    /// Variables of the environment mean nothing.
    pub ignore_environment: u32,
    /// `-v`
    pub verbose: u32,
    /// `-b`
    pub bytes_warning: u32,
    /// The prompt begins without a greeting.
    pub quiet: u32,
    /// Neither the environment nor the program's folder counts.
    pub isolated: u32,
    /// More checks and warnings for those who develop the program.
    pub dev_mode: bool,
    /// `open` without an encoding is warned of.
    pub warn_default_encoding: u32,
    /// The program's folder is not searched for modules.
    pub safe_path: bool,
}

impl Flags {
    /// What the compiler leaves out when a program does not say: nothing (0), assertions (1), docstrings too (2).
    #[must_use]
    pub fn left_out(&self) -> u8 {
        self.optimize.min(2) as u8
    }

    /// The value of the item of that name; `None` for what is not kept here.
    pub(crate) fn item(&self, name: &str) -> Option<u32> {
        Some(match name {
            "debug" => self.debug,
            "inspect" => self.inspect,
            "interactive" => self.interactive,
            "optimize" => self.optimize,
            "no_user_site" => self.no_user_site,
            "no_site" => self.no_site,
            "ignore_environment" => self.ignore_environment,
            "verbose" => self.verbose,
            "bytes_warning" => self.bytes_warning,
            "quiet" => self.quiet,
            "isolated" => self.isolated,
            "warn_default_encoding" => self.warn_default_encoding,
            _ => return None,
        })
    }
}

/// How the text of the standard streams becomes bytes; without a word of it UTF-8, and held back where that is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streams {
    /// Their encoding, if it is not the usual one.
    pub encoding: Option<String>,
    /// What happens to text that it cannot say.
    pub errors: Option<String>,
    /// Whatever is written is written at once.
    pub unbuffered: bool,
}
