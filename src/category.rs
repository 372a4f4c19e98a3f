//! What a piece of boilerplate is: the categories of findings and what happens to each.

use std::fmt;
use std::str::FromStr;

/// What becomes of a category's text unless the caller says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Never article content: removed.
    Delete,
    /// Removed from the body; worth keeping as a field (credits, bylines, times).
    Label,
    /// Reported and kept: readers may want it.
    Keep,
}

macro_rules! categories {
    ($($variant:ident $name:literal $action:ident $what:literal),* $(,)?) => {
        /// A kind of boilerplate. `as_str` gives the name used in rule files and records.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Category {
            $(#[doc = $what] $variant,)*
        }

        impl Category {
            /// Every category, in the order of the documentation.
            pub const ALL: &'static [Category] = &[$(Category::$variant),*];

            /// The name used in rule files, options and records, such as `copyright`.
            pub fn as_str(self) -> &'static str {
                match self { $(Category::$variant => $name),* }
            }

            /// What becomes of the category's text by default.
            pub fn action(self) -> Action {
                match self { $(Category::$variant => Action::$action),* }
            }

            /// One line that says what belongs to the category.
            pub fn description(self) -> &'static str {
                match self { $(Category::$variant => $what),* }
            }
        }
    };
}

categories! {
    InvestmentDisclaimer "investment_disclaimer" Delete "text is not advice, offer or solicitation",
    Copyright "copyright" Delete "ownership bars",
    LiabilityDisclaimer "liability_disclaimer" Delete "no warranty, no responsibility, own risk, platform stores only",
    PublicationMeta "publication_meta" Label "times, counts, font tools, original title, tags",
    RiskWarning "risk_warning" Delete "prices move, capital at risk, past performance",
    BylineContact "byline_contact" Label "names, mail, handles, bio",
    ReprintNotice "reprint_notice" Delete "may not or may be reposted",
    HousePromo "house_promo" Delete "slogans, events, own products",
    SourceCredit "source_credit" Label "where the piece came from",
    SubscribePrompt "subscribe_prompt" Delete "newsletter, channel",
    RelatedLinks "related_links" Delete "related, read more, hot lists",
    Navigation "navigation" Delete "menus, breadcrumbs, pagination, site credit",
    ScraperArtifact "scraper_artifact" Delete "ad-block and anti-bot notices, templates, leftover scripts",
    OpinionDisclaimer "opinion_disclaimer" Delete "views are the author's",
    LegalTerms "legal_terms" Delete "terms, footer links, product small print",
    AppDownload "app_download" Delete "get the app",
    PressReleaseAbout "press_release_about" Delete "about the company, contacts, wire permalink",
    RegulatoryFiling "regulatory_filing" Delete "exchange and board statements on announcements",
    WireFurniture "wire_furniture" Label "datelines, end marks, standards line",
    SocialShare "social_share" Delete "share bars, follow, engagement bait, embeds",
    CookiePrivacy "cookie_privacy" Delete "cookie, consent, privacy",
    StatutoryWarning "statutory_warning" Keep "alcohol, tobacco, gambling, age gate, graphic content",
    EditorCredit "editor_credit" Label "editor, proof-reader, reviewer",
    CommentPrompt "comment_prompt" Delete "comment boxes and rules",
    SiteRegistration "site_registration" Delete "ICP, licences, report hotlines, broadcaster files",
    HoldingDisclosure "holding_disclosure" Label "author positions and licences",
    QrFollow "qr_follow" Delete "QR code, LINE, public account",
    Advertisement "advertisement" Delete "ad and sponsor labels",
    PaywallLogin "paywall_login" Delete "subscribe or log in to read",
    PsaHotline "psa_hotline" Keep "suicide and crisis lines",
    DonationAppeal "donation_appeal" Delete "reader support, grants",
    BroadcastTranscript "broadcast_transcript" Label "sign-offs, subtitle credits",
    CorrectionNote "correction_note" Keep "corrections and updates",
    MarketDataNotice "market_data_notice" Delete "quote delays, data vendors",
    ForwardLooking "forward_looking" Delete "safe-harbour paragraphs",
    PhotoCredit "photo_credit" Label "caption and image source",
    TipSolicitation "tip_solicitation" Delete "news tips",
    AffiliateDisclosure "affiliate_disclosure" Delete "commission notices",
    LanguageVersion "language_version" Label "which language prevails, read in English",
    MachineTranslation "machine_translation" Label "translated by machine",
    AiGenerated "ai_generated" Label "AI label",
    MediaPlayerUi "media_player_ui" Delete "audio and video widgets",
    MedicalDisclaimer "medical_disclaimer" Keep "not medical advice",
    EmailConfidentiality "email_confidentiality" Delete "e-mail small print",
    EditorNote "editor_note" Keep "editor's-note leads",
    Other "other" Delete "boilerplate of no other category",
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A category name that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown category `{0}`: the categories are listed by `jingwen rules list --categories`")]
pub struct UnknownCategory(pub String);

impl FromStr for Category {
    type Err = UnknownCategory;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Category::ALL
            .iter()
            .copied()
            .find(|c| c.as_str() == s)
            .ok_or_else(|| UnknownCategory(s.to_owned()))
    }
}

impl serde::Serialize for Category {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Category {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(d)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back() {
        for &category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
        }
        assert!("copyrite".parse::<Category>().is_err());
    }
}
