//! Mail: a message a file, or many.

use tempfile::TempDir;

use crate::common::program::{json_lines, piped, run, says, text};
use crate::common::texts::{FIRST, LAST};
use crate::common::tree::put;
use crate::inputs::{mail, mbox};

#[test]
fn mail_gives_what_its_writer_wrote() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("one.eml"), mail(1));
    let output = run(dir.path(), &["clean", "one.eml"], 0);
    let body = text(&output.stdout);
    assert!(body.contains(FIRST) && body.contains(LAST), "{body}");
    for other in ["wrote", "When does", "The Example", "Subject"] {
        assert!(!body.contains(other), "{other}: {body}");
    }
    let escaped = format!("{}>From here on, it is a quiet town.\n", mbox(2));
    put(&dir.path().join("all.mbox"), &escaped);
    let objects = json_lines(&run(dir.path(), &["clean", "all.mbox"], 0).stdout);
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[1]["id"], "1@example.com");
    assert_eq!(objects[1]["title"], "Bridge 1");
    assert_eq!(
        objects[0]["quoted"],
        "On Sunday, Ben wrote:\n> When does work start?"
    );
    let signature = objects[1]["signature"].as_str().unwrap();
    assert!(
        signature.ends_with("\nFrom here on, it is a quiet town."),
        "{signature}"
    );
    let told = piped(dir.path(), &["clean"], escaped.as_bytes());
    assert_eq!(json_lines(&told.stdout).len(), 2);
}

#[test]
fn bodies_in_transfer_encodings_and_pages_are_read() {
    let dir = TempDir::new().unwrap();
    let html = "From: a@example.com\nMIME-Version: 1.0\nSubject: =?utf-8?B?5aSn5qGl?=\nContent-Type: text/html; charset=gbk\nContent-Transfer-Encoding: base64\n\n";
    let words = encoding_rs::GBK
        .encode("<p>新大桥五月动工。</p><p>明年通车。</p>")
        .0;
    let packed = base64(&words);
    put(&dir.path().join("h.eml"), format!("{html}{packed}\n"));
    let args = ["clean", "h.eml", "--output-format", "jsonl"];
    let object = &json_lines(&run(dir.path(), &args, 0).stdout)[0];
    assert_eq!(object["text"], "新大桥五月动工。\n\n明年通车。");
    assert_eq!(object["title"], "大桥");
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b));
        let bits = bits << (8 * (3 - group.len()));
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            out.push(if digit > group.len() {
                '='
            } else {
                DIGITS[value as usize] as char
            });
        }
    }
    out
}

#[test]
fn a_notice_of_confidentiality_goes() {
    let dir = TempDir::new().unwrap();
    let notice = "This e-mail and any attachments are confidential and intended solely for the use of the individual to whom it is addressed. If you have received this email in error please notify the sender and delete it.";
    put(
        &dir.path().join("c.eml"),
        format!("From: a@example.com\n\n{FIRST}\n\n{notice}\n"),
    );
    let output = run(dir.path(), &["clean", "c.eml"], 0);
    assert_eq!(text(&output.stdout), format!("{FIRST}\n"));
}

#[test]
fn what_is_no_message_is_named() {
    let dir = TempDir::new().unwrap();
    // Messages in messages, deeper than a stack; and no text at all.
    let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
    put(
        &dir.path().join("deep.eml"),
        format!("From: a@example.com\n{deep}Subject: x\n\n{FIRST}\n"),
    );
    let deep = run(dir.path(), &["clean", "deep.eml"], 2);
    says(&deep, &["deep.eml: it holds over 256 messages"]);
    put(
        &dir.path().join("image.eml"),
        "From: a@example.com\nContent-Type: image/png\n\nx\n",
    );
    let none = run(dir.path(), &["clean", "image.eml"], 0);
    says(
        &none,
        &["image.eml: 1 of 1 messages left out, first message 1: no text in it"],
    );
    put(&dir.path().join("no.eml"), "\n\nno head\n");
    let none = run(dir.path(), &["clean", "no.eml"], 2);
    says(&none, &["no.eml: it is no message", "--input-format"]);
}

#[test]
fn a_message_over_the_limit_is_named_and_the_rest_is_done() {
    let dir = TempDir::new().unwrap();
    let long = "x".repeat(5000);
    let small = ["--max-document", "4K"];
    let big = format!("From x Mon May  6 10:00:00 2024\nSubject: x\n\n{long}\n{long}\n\n");
    put(
        &dir.path().join("m.mbox"),
        format!("{}{big}{}", mbox(1), mbox(2)),
    );
    let output = run(dir.path(), &[&["clean", "m.mbox"], &small[..]].concat(), 2);
    assert_eq!(json_lines(&output.stdout).len(), 3);
    says(&output, &["m.mbox:2: a document of over", "left out"]);
}
