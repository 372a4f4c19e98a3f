//! A web page a file: its article.

use super::whole::Whole;
use crate::batch::forms::made::{Broken, Kind, Made, Members, Reading};
use crate::batch::forms::page::{Page, declared, decoded};
use crate::batch::input::cut::Cut;

/// Pages.
pub(crate) struct Html;

impl Kind for Html {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Whole)
    }

    fn is_utf8(&self) -> bool {
        false
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        let decoded = decoded(bytes, reading.encoding, || [declared(bytes), None]);
        let page = Page::read(decoded.text())?;
        let mut members = Members::default();
        members.add(&reading.fields.id, &reading.place.to_string());
        page.members(reading.fields, None, &mut members);
        Ok(Some(Made {
            object: members.object().into(),
            decoded: Some((decoded.assumed(), decoded.invalid_count())),
            remark: page.remark,
        }))
    }
}
