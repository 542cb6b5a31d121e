//! The oracle on results of groups: the value that every ratee of a group would find, which must be the same for all.

use crate::walk::{Oracle, V, fault, kleene};
use std::collections::BTreeMap;

impl Oracle<'_> {
    /// Whether any of some alerts is on. Without a result there are none.
    pub fn any_alert(&self, alerts: &[usize], r: usize) -> V {
        if !self.after.borrow()[r].complete {
            return fault("H0808");
        }
        let on: Vec<V> = alerts.iter().map(|at| self.eval(&self.scheme.alerts[*at].when, r, None)).collect();
        kleene(&on, true)
    }

    /// Each result of each group, called by the ratees of the group.
    pub fn groups(&self) -> BTreeMap<String, String> {
        let mut told = BTreeMap::new();
        for result in &self.scheme.group_results {
            let rows = 0..self.table.ids.len();
            let keys: Vec<V> = rows.clone().map(|r| self.eval(&result.by, r, None)).collect();
            for first in rows.clone().filter(|r| !matches!(keys[*r], V::Gap(_))) {
                let members: Vec<usize> = rows.clone().filter(|r| keys[*r] == keys[first]).collect();
                if members[0] != first {
                    continue;
                }
                let value = self.eval(&result.value, first, None);
                for other in &members {
                    assert_eq!(
                        value,
                        self.eval(&result.value, *other, None),
                        "{}: one value for a group",
                        result.name
                    );
                }
                let ids: Vec<&str> = members.iter().map(|r| &self.table.ids[*r]).collect();
                let value = if matches!(value, V::Gap(_)) { "-".to_owned() } else { format!("{value:?}") };
                told.insert(format!("{} of {ids:?}", result.name), value);
            }
        }
        told
    }
}
