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

/// Whether such a line, behind the last body paragraph, says that the article is over. A picture's
/// credit, a time stamp or an ad label may have more of the story behind it.
pub(crate) fn ends_article(category: Category) -> bool {
    use Category::*;
    matches!(
        category,
        RelatedLinks
            | Navigation
            | SocialShare
            | CommentPrompt
            | Copyright
            | SubscribePrompt
            | QrFollow
            | AppDownload
            | EditorCredit
            | ReprintNotice
            | LiabilityDisclaimer
            | InvestmentDisclaimer
            | RiskWarning
            | PaywallLogin
            | OpinionDisclaimer
            | LegalTerms
            | SiteRegistration
            | CookiePrivacy
            | DonationAppeal
            | HousePromo
    )
}
