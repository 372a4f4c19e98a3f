//! Links between pages lead somewhere.

use super::markdown::{Page, links, pages, read, root};

#[test]
fn links_and_pictures_lead_to_what_is_there() {
    let mut followed = 0;
    let mut broken = Vec::new();
    for page in pages() {
        let text = read(&page);
        for link in links(&Page::new(&text).lines.join("\n")) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            followed += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = match path {
                "" => page.clone(),
                path => page.parent().unwrap().join(path),
            };
            let is_there = target.exists()
                && (anchor.is_empty()
                    || Page::new(&read(&target))
                        .anchors()
                        .iter()
                        .any(|a| a == anchor));
            if !is_there {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(followed > 100, "{followed} links");
    assert_eq!(broken, [""; 0], "of {followed} links");
}

#[test]
fn every_page_of_docs_is_in_the_index() {
    let readme = links(&read(&root().join("README.md")));
    let mut seen = 0;
    for page in pages() {
        let place = page.strip_prefix(root()).unwrap().to_string_lossy();
        if place.starts_with("docs/") {
            seen += 1;
            assert!(readme.iter().any(|link| *link == place), "{place}");
        }
    }
    assert!(seen > 10, "{seen} pages");
}

#[test]
fn anchors_are_those_that_pages_are_shown_with() {
    let page =
        "# A `b-c` [d](e.md), f!\n## Same\n## Same\n```sh\n# no heading\n```\n#none\n## 中文 x_y\n";
    let anchors = Page::new(page).anchors();
    assert_eq!(anchors, ["a-b-c-d-f", "same", "same-1", "中文-x_y"]);
}
