//! Session store with a limited capacity and a retention time.

use std::collections::{BTreeMap, VecDeque};

use super::Environment;
use super::session::Session;

/// Maximum number of sessions. When it is reached, adding a session drops the oldest one.
pub(super) const CAPACITY: usize = 1000;
/// How long a session is kept after its lifetime, in ms: one day.
pub(super) const RETENTION_MS: u64 = 24 * 60 * 60 * 1000;

#[derive(Debug, Default)]
pub(super) struct Store {
    sessions: BTreeMap<String, Session>,
    /// Ids, oldest first.
    order: VecDeque<String>,
}

impl Store {
    pub(super) fn add(&mut self, session: Session) {
        while self.order.len() >= CAPACITY {
            self.drop_oldest();
        }
        self.order.push_back(session.id.clone());
        self.sessions.insert(session.id.clone(), session);
    }

    pub(super) fn get(&mut self, id: &str) -> Option<&mut Session> {
        // UUIDs are case-insensitive.
        self.sessions.get_mut(&id.to_ascii_lowercase())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.sessions.values_mut()
    }

    /// Drops the sessions whose lifetime ended more than [`RETENTION_MS`] ago.
    pub(super) fn drop_old(&mut self, now_ms: u64, lifetime_ms: u64) {
        let ttl_ms = lifetime_ms.saturating_add(RETENTION_MS);
        while let Some(oldest) = self.order.front().and_then(|id| self.sessions.get(id)) {
            if now_ms.saturating_sub(oldest.created_ms) < ttl_ms {
                break;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(id) = self.order.pop_front() {
            self.sessions.remove(&id);
        }
    }
}

/// Returns a random UUID, version 4 (RFC 9562, section 5.4).
pub(super) fn new_id(environment: &mut impl Environment) -> String {
    let mut bytes = [0; 16];
    environment.random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
