//! Texts that are made up.

pub const FIRST: &str = "The council approved the new bridge on Monday after a long debate.";
pub const LAST: &str = "Work on the bridge will start in May, the mayor told reporters.";

/// An article with an advertisement, and its body.
pub const STORY: &str = "The council approved the new bridge on Monday after a long debate.\nAdvertisement\nWork on the bridge will start in May, the mayor told reporters.\n";
pub const BODY: &str = "The council approved the new bridge on Monday after a long debate.\nWork on the bridge will start in May, the mayor told reporters.\n";

/// What a site has under all it publishes.
pub const NOTICE: &str =
    "Have you seen something that the Lantern should know? Knock at the desk on Mill Lane.";

/// A line of JSON Lines.
pub fn line(id: usize, text: &str) -> String {
    serde_json::json!({"id": id, "text": text}).to_string() + "\n"
}

/// The nth sentence; no two of the first 2,520 are alike.
pub fn sentence(n: usize) -> String {
    let who = [
        "The harbour master",
        "A spokeswoman for the council",
        "The owner of the mill",
        "Two of the engineers",
        "The head of the school",
        "The ferry company",
        "The new conductor",
        "A retired pilot",
    ][n % 8];
    let did = [
        "rejected a plan for",
        "spent the summer on",
        "found a fault in",
        "paid for",
        "lost an appeal over",
        "drew a new map of",
        "counted every stone of",
    ][n % 7];
    let what = [
        "the old grain store",
        "the winter timetable",
        "the roof of the market",
        "the tram to the coast",
        "the chapel organ",
        "the river wall",
        "the last cinema",
        "a survey of the dunes",
        "a shipment of copper wire",
    ][n % 9];
    let how = [
        "after a debate that went on past midnight",
        "in spite of heavy rain on the day",
        "although nobody had asked for it",
        "before the first frost of the year",
        "without a word to the press",
    ][n % 5];
    format!("{who} {did} {what} {how}.")
}
