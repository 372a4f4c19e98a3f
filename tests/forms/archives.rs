//! WARC and WET: a document a record.

use tempfile::TempDir;

use crate::common::program::{json_lines, piped, run, says, text};
use crate::common::texts::{FIRST, LAST};
use crate::common::tree::{gzip, put};
use crate::inputs::{archive, record, records, response};

#[test]
fn an_archive_gives_a_line_a_document() {
    let dir = TempDir::new().unwrap();
    let records = records(6);
    put(&dir.path().join("a.warc"), records.concat());
    put(&dir.path().join("a.warc.gz"), archive(&records));
    let output = run(dir.path(), &["clean", "a.warc"], 0);
    let objects = json_lines(&output.stdout);
    assert_eq!(objects.len(), 6);
    for (n, object) in objects.iter().enumerate() {
        assert_eq!(object["id"], format!("<urn:uuid:{n}>"));
        assert_eq!(object["url"], format!("https://news.example.com/{n}"));
        let found = object["text"].as_str().unwrap();
        assert!(found.contains(FIRST) && found.contains(LAST), "{found}");
        assert!(
            !found.contains("Advertisement") && !found.contains("Home"),
            "{found}"
        );
    }
    says(
        &output,
        &["7 of 13 records left out", "neither a page nor a text"],
    );
    let packed = run(dir.path(), &["clean", "a.warc.gz"], 0);
    assert_eq!(packed.stdout, output.stdout);
    let told = piped(dir.path(), &["clean", "-q"], &archive(&records));
    assert_eq!(told.stdout, output.stdout);
    let recorded = run(dir.path(), &["clean", "a.warc", "--record", "-q"], 0);
    assert_eq!(
        json_lines(&recorded.stdout)[0]["jingwen"]["outcome"],
        "cleaned"
    );
}

#[test]
fn a_damaged_record_is_named_and_the_rest_is_done() {
    let dir = TempDir::new().unwrap();
    let clean = |bytes: &[u8], name: &str| {
        put(&dir.path().join(name), bytes);
        let output = run(dir.path(), &["clean", name, "-q"], 2);
        let ids = json_lines(&output.stdout);
        let ids: Vec<String> = ids
            .iter()
            .map(|o| o["id"].as_str().unwrap().to_owned())
            .collect();
        (ids, output)
    };
    let id = |n: usize| format!("<urn:uuid:{n}>");
    let all: Vec<Vec<u8>> = (0..4).map(response).collect();
    let packed: Vec<Vec<u8>> = all.iter().map(|record| gzip(record)).collect();
    let mut damaged = packed[1].clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xFF);
    let bytes = [&packed[0][..], &damaged, &packed[2], &packed[3]].concat();
    let (ids, output) = clean(&bytes, "a.warc.gz");
    assert_eq!(ids, [id(0), id(2), id(3)]);
    says(
        &output,
        &["a.warc.gz:2: the record is damaged; fetch the archive again"],
    );
    // Damaged from its beginning: what stands before is whole.
    let mut damaged = packed[1].clone();
    damaged[10..30].fill(0xFF);
    let bytes = [&packed[0][..], &damaged, &packed[2]].concat();
    let (ids, output) = clean(&bytes, "d.warc.gz");
    assert_eq!(ids, [id(0), id(2)]);
    says(&output, &["d.warc.gz:2: the record is damaged"]);
    // Whole, but for the sum at its end.
    let mut damaged = packed[1].clone();
    let sum = damaged.len() - 6;
    damaged[sum] ^= 0xFF;
    let bytes = [&packed[0][..], &damaged, &packed[2]].concat();
    let (ids, output) = clean(&bytes, "c.warc.gz");
    assert_eq!(ids, [id(0), id(2)]);
    says(&output, &["c.warc.gz:2: the record is damaged"]);
    // Cut off.
    let whole = packed.concat();
    let (ids, _) = clean(&whole[..whole.len() - 200], "b.warc.gz");
    assert_eq!(ids, [id(0), id(1), id(2)]);
    let whole = all.concat();
    let (ids, output) = clean(&whole[..whole.len() - 50], "b.warc");
    assert_eq!(ids, [id(0), id(1), id(2)]);
    says(&output, &["b.warc:4: the record is cut off"]);
    // A head that is no head, one without length, and one without end.
    let rubbish = b"no record at all\r\nnor this\r\n\r\n".to_vec();
    let short = text(&all[1])
        .replace("Content-Length", "Content-Longth")
        .into_bytes();
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "x".repeat(1 << 20)).into_bytes();
    for (name, bad) in [("r.warc", rubbish), ("s.warc", short), ("l.warc", long)] {
        let bytes = [&all[0][..], &bad, &all[2]].concat();
        let (ids, output) = clean(&bytes, name);
        assert_eq!(ids, [id(0), id(2)], "{name}");
        says(&output, &[&format!("{name}:2: the record is damaged")]);
    }
    // Over the limit.
    let big = record("conversion", 8, "text/plain", &[b'x'; 5000]);
    put(
        &dir.path().join("big.warc"),
        [&all[0][..], &big, &all[2]].concat(),
    );
    let output = run(
        dir.path(),
        &["clean", "big.warc", "--max-document", "4K", "-q"],
        2,
    );
    assert_eq!(json_lines(&output.stdout).len(), 2);
    says(&output, &["big.warc:2: a document of over", "left out"]);
}

#[test]
fn records_in_other_encodings_are_read_as_they_say_if_that_fits() {
    let dir = TempDir::new().unwrap();
    let words = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。";
    let html = |head: &str| {
        format!("<html><head>{head}</head><body><p>{words}</p><p>{words}</p></body></html>")
    };
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let cases = [
        ("text/html; charset=gb2312", gbk(&html(""))),
        ("text/html; charset=\"GBK\"", gbk(&html(""))),
        ("text/html", gbk(&html("<meta charset=gbk>"))),
        ("text/html", gbk(&html(""))),
        // Servers that say the same of every page.
        ("text/html; charset=utf-8", gbk(&html("<meta charset=gbk>"))),
        ("text/html; charset=iso-8859-1", html("").into_bytes()),
        (
            "text/plain; charset=gbk",
            gbk(&format!("{words}\n\n{words}")),
        ),
        (
            "text/plain; charset=iso-8859-1",
            format!("{words}\n\n{words}").into_bytes(),
        ),
    ];
    let mut records = Vec::new();
    for (n, (media, body)) in cases.iter().enumerate() {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n");
        let block = [head.as_bytes(), body].concat();
        records.push(record("response", n, "application/http", &block));
    }
    put(&dir.path().join("a.warc"), records.concat());
    let output = run(dir.path(), &["clean", "a.warc"], 0);
    let objects = json_lines(&output.stdout);
    assert_eq!(objects.len(), cases.len());
    for (object, (media, _)) in objects.iter().zip(&cases) {
        assert_eq!(object["text"], format!("{words}\n\n{words}"), "{media}");
    }
    // A guess is an error where none is wanted, of its record alone.
    let strict = run(dir.path(), &["clean", "a.warc", "--strict-encoding"], 2);
    assert_eq!(json_lines(&strict.stdout).len(), cases.len() - 1);
    says(&strict, &["a.warc:4: read as gb18030 (likely)"]);
    // What cannot be unpacked is named, and the rest is read.
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n";
    let packed = [head.as_bytes(), b"\x0B\x02\x80"].concat();
    let packed = record("response", 9, "application/http", &packed);
    put(
        &dir.path().join("b.warc"),
        [&packed[..], &records[0]].concat(),
    );
    let output = run(dir.path(), &["clean", "b.warc"], 2);
    assert_eq!(json_lines(&output.stdout).len(), 1);
    says(
        &output,
        &["b.warc:1: its content is compressed with Brotli"],
    );
}
