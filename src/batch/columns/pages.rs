//! Looks at the headers of pages before the library reads them. It passes over a list of what it does
//! not know element by element, and does not see the end of the file in it: a few bytes that tell of
//! two thousand million elements take it minutes. Headers of the format hold no list. And a page is
//! in memory as a whole: it may not unpack to more than its column tells of.
//!
//! Encoding: the [compact protocol of Thrift][thrift], and `PageHeader` of the [Parquet format][parquet],
//! fields by their numbers alone, as the library reads them.
//!
//! [thrift]: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
//! [parquet]: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift

use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;

use crate::batch::input::unpacking::FREE;

/// What stands at a number.
enum Field {
    Int,
    /// Its value is in its kind.
    Flag,
    Struct(&'static [Field]),
}

use Field::{Flag, Int, Struct};

/// `PageHeader`; what numbers behind the last name, or stands in the place of statistics, is passed over.
const PAGE: &[Field] = &[
    Int,
    Int,
    Int,
    Int,
    Struct(&[Int, Int, Int, Int]),
    Struct(&[]),
    Struct(&[Int, Int, Flag]),
    Struct(&[Int, Int, Int, Int, Int, Int, Flag]),
];
/// Numbers of the fields that tell how many bytes a page has, unpacked and as it is.
const UNPACKED: i64 = 2;
const PACKED: i64 = 3;

/// Structs in structs that are passed over, as the library has it.
const DEPTH: usize = 64;
/// The first look at a header, and the last.
const WINDOWS: [u64; 3] = [1 << 12, 1 << 18, 1 << 24];

/// Why a header is not read to its end.
#[derive(Debug, PartialEq, Eq)]
enum Stop {
    /// The bytes end before it.
    End,
    /// It holds a list, a set or a map.
    List,
    /// It means nothing, which the library will say.
    Damage,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    /// Its own bytes.
    length: u64,
    unpacked: i64,
    packed: i64,
}

/// Checks the pages of a column; `bytes` gives those of the file from a place on, as many as there are
/// up to a number.
///
/// # Errors
/// A header that is not of the format, or a page larger than its column.
pub(super) fn check(
    column: &ColumnChunkMetaData,
    bytes: impl Fn(u64, u64) -> Result<Vec<u8>>,
) -> Result<()> {
    let (start, length) = column.byte_range();
    let most = column.uncompressed_size();
    let (mut at, end) = (start, start.saturating_add(length));
    while at < end {
        let header = match header_at(at, &bytes)? {
            Ok(header) => header,
            Err(Stop::List | Stop::End) => {
                let what = format!("the page at {at} has a header that the format does not know");
                return Err(ParquetError::General(what));
            }
            Err(Stop::Damage) => return Ok(()),
        };
        if header.unpacked > most.max(FREE as i64) {
            let what = format!(
                "the page at {at} tells of {} bytes and its column of {most}",
                header.unpacked
            );
            return Err(ParquetError::General(what));
        }
        let Ok(packed) = u64::try_from(header.packed) else {
            return Ok(());
        };
        at = at.saturating_add(header.length).saturating_add(packed);
    }
    Ok(())
}

fn header_at(
    at: u64,
    bytes: impl Fn(u64, u64) -> Result<Vec<u8>>,
) -> Result<std::result::Result<Header, Stop>> {
    let mut found = Err(Stop::End);
    for window in WINDOWS {
        let bytes = bytes(at, window)?;
        found = header(&bytes);
        if found != Err(Stop::End) {
            break;
        }
        if (bytes.len() as u64) < window {
            // The file ends here, and so does whoever reads it.
            return Ok(Err(Stop::Damage));
        }
    }
    Ok(found)
}

fn header(bytes: &[u8]) -> std::result::Result<Header, Stop> {
    let mut header = Header::default();
    let mut walk = Walk { bytes, at: 0 };
    walk.known(PAGE, &mut |number, value| match number {
        UNPACKED => header.unpacked = value,
        PACKED => header.packed = value,
        _ => {}
    })?;
    header.length = walk.at as u64;
    Ok(header)
}

struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Walk<'_> {
    fn byte(&mut self) -> std::result::Result<u8, Stop> {
        let byte = self.bytes.get(self.at).ok_or(Stop::End)?;
        self.at += 1;
        Ok(*byte)
    }

    /// A whole number of any length: what does not fit is wrapped, as the library has it.
    fn number(&mut self) -> std::result::Result<u64, Stop> {
        let (mut number, mut shift) = (0, 0_u32);
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift = shift.wrapping_add(7);
        }
    }

    fn signed(&mut self) -> std::result::Result<i64, Stop> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// The number and the kind of the next field; none where the struct ends.
    fn field(&mut self, last: i64) -> std::result::Result<Option<(i64, u8)>, Stop> {
        let byte = self.byte()?;
        match (byte & 0xF, i64::from(byte >> 4)) {
            (0, _) => Ok(None),
            (kind, 0) => Ok(Some((i64::from(self.signed()? as i16), kind))),
            (kind, more) => Ok(Some((last + more, kind))),
        }
    }

    /// A struct of the format; its own whole numbers are told.
    fn known(
        &mut self,
        fields: &[Field],
        tell: &mut dyn FnMut(i64, i64),
    ) -> std::result::Result<(), Stop> {
        let mut last = 0;
        while let Some((number, kind)) = self.field(last)? {
            let at = usize::try_from(number - 1).ok();
            match at.and_then(|at| fields.get(at)) {
                // What is too large for it loses its head, as the library has it.
                Some(Int) => tell(number, i64::from(self.signed()? as i32)),
                Some(Flag) => {}
                Some(Struct(of)) => self.known(of, &mut |_, _| {})?,
                None => self.unknown(kind, DEPTH)?,
            }
            last = number;
        }
        Ok(())
    }

    /// What is passed over, by its kind.
    fn unknown(&mut self, kind: u8, depth: usize) -> std::result::Result<(), Stop> {
        match kind {
            1 | 2 => {}
            3 => self.at += 1,
            4..=6 => drop(self.number()?),
            7 => self.at += 8,
            8 => {
                let length = self.number()?;
                self.at = self
                    .at
                    .saturating_add(usize::try_from(length).unwrap_or(usize::MAX));
            }
            9..=11 => return Err(Stop::List),
            12 if depth > 0 => {
                while let Some((_, kind)) = self.field(0)? {
                    self.unknown(kind, depth - 1)?;
                }
            }
            _ => return Err(Stop::Damage),
        }
        // What ends behind the last byte: the next byte is asked for, and is not there.
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use parquet::schema::parser::parse_message_type;
    use parquet::schema::types::SchemaDescriptor;

    use super::*;

    /// A data page of 5 values, 100 bytes that are 40: as writers write it.
    const DATA: &[u8] = &[
        0x15, 0, 0x15, 200, 1, 0x15, 80, 0x2C, 0x15, 10, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0,
    ];

    fn with(field: &[u8]) -> Vec<u8> {
        let (head, end) = DATA.split_at(DATA.len() - 1);
        [head, field, end, &[0xFF; 9]].concat()
    }

    #[test]
    fn a_header_tells_its_length_and_that_of_its_page() {
        let whole = Header {
            length: DATA.len() as u64,
            unpacked: 100,
            packed: 40,
        };
        assert_eq!(header(&[DATA, b"page"].concat()), Ok(whole));
        for end in 0..DATA.len() {
            assert_eq!(header(&DATA[..end]), Err(Stop::End), "{end}");
        }
        // More digits than the number has, in the place of 40.
        let large = [&DATA[..6], &[0xD0, 0x80, 0x80, 0x80, 0x20], &DATA[7..]].concat();
        assert_eq!(header(&large).map(|header| header.packed), Ok(40));
        // What later versions of the format may add: a number, a double, bytes, a struct of these.
        for field in [
            &[0xF6, 2][..],
            &[0xF7, 1, 2, 3, 4, 5, 6, 7, 8],
            &[0xF8, 3, 1, 2, 3],
            &[0xFC, 0x15, 2, 0x1C, 0x18, 0, 0, 0],
        ] {
            let found = header(&with(field)).unwrap();
            assert_eq!(found.length, (DATA.len() + field.len()) as u64);
        }
    }

    /// The fuzzer's: a map of 264 million entries in the header of a dictionary, which take no byte.
    #[test]
    fn elements_that_take_no_bytes_are_not_counted_through() {
        let map = [0xFB, 0xFF, 0xFF, 0xFF, 0x7D, 0x17];
        let list = [0xF9, 0xF1, 0xFF, 0xFF, 0xFF, 0x7D];
        let inside = [0xFC, 0x1A, 0xF2, 0xFF, 0xFF, 0xFF, 0x7D, 0];
        for field in [&map[..], &list, &inside] {
            assert_eq!(header(&with(field)), Err(Stop::List));
        }
        // Behind bytes whose length is spelt with more digits than a number has.
        let length = 3_u64.wrapping_shl(7 * 65) as usize;
        let behind = [&[0xF8][..], &[0x80; 65], &[3], &vec![1; length], &[0x19]].concat();
        assert_eq!(header(&with(&behind)), Err(Stop::List));
        // Statistics may say that they are a list.
        let statistics = [0x2C, 0x15, 10, 0x15, 0, 0x15, 6, 0x15, 6, 0x19, 0xF1, 0xFF];
        let told = [&DATA[..7], &statistics].concat();
        assert_eq!(header(&told), Err(Stop::List));
        assert_eq!(header(&[0xFC; 200]), Err(Stop::Damage));
    }
    /// What is said of a column of these bytes that tells of so many, unpacked.
    fn checked(bytes: &[u8], unpacked: i64) -> Result<()> {
        let schema = parse_message_type("message m { required binary text (UTF8); }").unwrap();
        let schema = SchemaDescriptor::new(schema.into());
        let column = ColumnChunkMetaData::builder(schema.column(0))
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(unpacked)
            .set_data_page_offset(0)
            .build();
        check(&column.unwrap(), |at, most| {
            let end = bytes.len().min((at + most) as usize);
            Ok(bytes[at as usize..end].to_vec())
        })
    }

    #[test]
    fn a_page_is_no_larger_than_its_column_tells() {
        let varint = |mut number: u64| {
            let mut bytes = Vec::new();
            while number > 0x7F {
                bytes.push(number as u8 | 0x80);
                number >>= 7;
            }
            bytes.push(number as u8);
            bytes
        };
        let unpacked = 80 << 20;
        let page = [
            &[0x15, 0, 0x15],
            &varint(unpacked * 2)[..],
            &[0x15, 2, 0, b'x'],
        ]
        .concat();
        assert!(checked(&page, unpacked as i64).is_ok());
        let error = checked(&page, 79 << 20).unwrap_err().to_string();
        assert!(error.contains("tells of 83886080 bytes"), "{error}");
        // What is below 64 MiB need not be right: some writers counted otherwise.
        assert!(checked(&[DATA, &[0; 40]].concat(), 1).is_ok());
    }

    #[test]
    fn every_page_of_a_column_is_looked_at() {
        let list = with(&[0xF9, 0xF1, 0xFF, 0xFF, 0xFF, 0x7D]);
        let second = [DATA, &[0; 40], &list[..]].concat();
        assert!(checked(&second[..second.len() - list.len()], 1000).is_ok());
        let error = checked(&second, 1000).unwrap_err().to_string();
        assert!(error.contains("the page at 58 has a header"), "{error}");
        // Behind statistics that are longer than the first look.
        let long = [&[0xF8, 0x88, 0x27], &[b'a'; 5000][..], &[0x19, 0xF1]].concat();
        assert!(checked(&with(&long), 1000).is_err());
        // A header that is cut off is for the library to name.
        assert!(checked(&DATA[..9], 1000).is_ok());
    }
}
