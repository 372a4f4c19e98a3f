//! Categories that stand together at the end of an article and support each other.

use crate::category::Category;

/// Kinds of boilerplate that stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Legal,
    Credit,
    Chrome,
}

pub(crate) fn group(category: Category) -> Group {
    use Category::*;
    match category {
        InvestmentDisclaimer | Copyright | LiabilityDisclaimer | RiskWarning | ReprintNotice
        | OpinionDisclaimer | LegalTerms | RegulatoryFiling | ForwardLooking
        | HoldingDisclosure | MarketDataNotice | MedicalDisclaimer | EmailConfidentiality
        | AffiliateDisclosure | LanguageVersion | AiGenerated | MachineTranslation
        | CookiePrivacy | SiteRegistration | PressReleaseAbout => Group::Legal,
        EditorCredit | SourceCredit | PublicationMeta | PhotoCredit | BylineContact
        | WireFurniture | BroadcastTranscript => Group::Credit,
        _ => Group::Chrome,
    }
}
