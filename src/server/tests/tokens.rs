use proptest::prelude::*;

use super::KEY;
use crate::contract::ApiKey;
use crate::server::{Claim, Tokens};

const SECRET: &str = "a public secret of 32 or more characters for tests";

fn tokens() -> Tokens {
    Tokens::new([SECRET], &ApiKey::new(KEY))
}

#[test]
fn without_secrets_no_token_is_accepted() {
    let none = Tokens::new([], &ApiKey::new(KEY));
    let claim = Claim { session_id: "s", user_id: "u" };
    assert_eq!(none.issue(claim, 1), "");
    assert!(!none.check(&tokens().issue(claim, u64::MAX), claim, 0));
    assert!(!none.check("", claim, 0));
}

proptest! {
    #[test]
    fn a_token_is_accepted_until_it_expires(session_id: String, user_id: String, expires: u64, now: u64) {
        let claim = Claim { session_id: &session_id, user_id: &user_id };
        let token = tokens().issue(claim, expires);
        prop_assert_eq!(tokens().check(&token, claim, now), now < expires);
    }

    #[test]
    fn a_token_of_another_claim_or_flow_is_not_accepted(
        [session_id, user_id, session, user, key] in any::<[String; 5]>(),
    ) {
        let claim = Claim { session_id: &session_id, user_id: &user_id };
        let other = Claim { session_id: &session, user_id: &user };
        let token = tokens().issue(claim, u64::MAX);
        prop_assert_eq!(tokens().check(&token, other, 0), claim == other);
        prop_assert!(!Tokens::new([SECRET], &ApiKey::new(key)).check(&token, claim, 0));
    }

    #[test]
    fn an_altered_token_is_not_accepted(at: prop::sample::Index, character: char, remove: bool) {
        let claim = Claim { session_id: "s-1", user_id: "anna" };
        let token = tokens().issue(claim, u64::MAX / 2);
        let mut altered: Vec<char> = token.chars().collect();
        let at = at.index(altered.len());
        if remove {
            altered.remove(at);
        } else {
            altered[at] = character;
        }
        let altered = String::from_iter(altered);
        prop_assert_eq!(tokens().check(&altered, claim, 0), altered == token);
    }

    #[test]
    fn any_text_is_checked(token: String, now: u64) {
        let claim = Claim { session_id: "", user_id: "" };
        prop_assert!(!tokens().check(&token, claim, now));
    }
}
