//! stub
use crate::object::Header;
use crate::thread::ThreadHead;
/// Locked.
#[derive(Debug)]
pub struct Locked<'a>(&'a Header);
impl<'a> Locked<'a> {
    /// New.
    pub fn new(h: &'a Header, _t: &mut ThreadHead) -> Locked<'a> {
        Locked(h)
    }
}
