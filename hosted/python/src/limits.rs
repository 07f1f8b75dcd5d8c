//! Limits.
use crate::Mode;
use crate::error::Res;
pub(crate) fn check(_text: &str, _mode: Mode) -> Res<()> {
    Ok(())
}
