//! The hand-written evaluator: rules by role and activity, one mask of 128 keys a person and stretch of days.
//!
//! A faithful copy of the reference probe: what somebody would write who knew the workload and nothing else.

use std::fmt::Write;

use crate::workload::{FOREVER, KEY_SITE, KEY_SUPERVISOR, N_ACTIVITIES, N_ROLES, Person, Query, Rulebook};

#[derive(Clone, Copy)]
struct R {
    id: u16,
    forbid: bool,
    site: i16,
    from: i32,
    to: i32,
    req: u128,
    lvl: u8,
    grade: u8,
    cred: bool,
    min_days: i32,
}

/// The rulebook, compiled.
pub struct Book {
    off: Vec<u32>,
    rules: Vec<R>,
    standing: [u128; N_ROLES],
}

impl Book {
    pub fn new(rb: &Rulebook) -> Self {
        let mut off = vec![0u32];
        let mut rules = vec![];
        for role in 0..N_ROLES {
            for act in 0..N_ACTIVITIES {
                for x in rb.rules.iter().filter(|x| x.role as usize == role && x.act as usize == act) {
                    rules.push(R {
                        id: x.id,
                        forbid: x.forbid,
                        site: x.site,
                        from: x.from,
                        to: x.to,
                        req: x.reqs.iter().fold(0, |m, &k| m | 1u128 << k),
                        lvl: x.sup_level,
                        grade: x.sup_grade,
                        cred: x.sup_cred,
                        min_days: x.min_days,
                    });
                }
                off.push(rules.len() as u32);
            }
        }
        let mut standing = [0u128; N_ROLES];
        for (r, slot) in standing.iter_mut().enumerate() {
            *slot = rb.standing[r].iter().fold(0, |m, &k| m | 1u128 << k);
        }
        Self { off, rules, standing }
    }

    /// Replaces one rule's requirements, as when a rule changes.
    pub fn first_permit_of(&self, role: usize) -> Option<(usize, u128, i32)> {
        (0..N_ACTIVITIES).find_map(|act| {
            let i = role * N_ACTIVITIES + act;
            self.rules[self.off[i] as usize..self.off[i + 1] as usize].iter().find(|x| !x.forbid && x.to == FOREVER).map(|x| (act, x.req, x.min_days))
        })
    }

    pub fn standing_of(&self, role: usize) -> u128 {
        self.standing[role]
    }
}

/// People in columns.
pub struct People {
    pub role: Vec<u8>,
    pub grade: Vec<u8>,
    pub qual: Vec<i32>,
    off: Vec<u32>,
    key: Vec<u8>,
    from: Vec<i32>,
    to: Vec<i32>,
}

impl Default for People {
    fn default() -> Self {
        Self { role: vec![], grade: vec![], qual: vec![], off: vec![0], key: vec![], from: vec![], to: vec![] }
    }
}

impl People {
    pub fn push(&mut self, x: &Person) {
        self.role.push(x.role);
        self.grade.push(x.grade);
        self.qual.push(x.qualified);
        for f in &x.facts {
            self.key.push(f.key);
            self.from.push(f.from);
            self.to.push(f.to);
        }
        self.off.push(self.key.len() as u32);
    }

    pub fn len(&self) -> usize {
        self.role.len()
    }

    pub fn is_empty(&self) -> bool {
        self.role.is_empty()
    }

    /// Bytes of facts.
    pub fn bytes(&self) -> usize {
        self.len() * (1 + 1 + 4 + 4) + self.key.len() * 9
    }

    #[inline]
    pub fn mask_at(&self, p: usize, t: i32) -> u128 {
        let (a, b) = (self.off[p] as usize, self.off[p + 1] as usize);
        let (k, f, u) = (&self.key[a..b], &self.from[a..b], &self.to[a..b]);
        let mut m = 0u128;
        for i in 0..k.len() {
            m |= u128::from((f[i] <= t) & (t < u[i])) << k[i];
        }
        m
    }

    pub fn home(&self, p: usize) -> i16 {
        (self.off[p] as usize..self.off[p + 1] as usize)
            .find(|&i| self.key[i] >= KEY_SITE)
            .map_or(0, |i| i16::from(self.key[i] - KEY_SITE))
    }
}

/// Each person's breakpoints and masks.
pub struct Timelines {
    off: Vec<u32>,
    day: Vec<i32>,
    mask: Vec<u128>,
}

impl Timelines {
    pub fn new(c: &People) -> Self {
        let mut t = Self { off: vec![0], day: vec![], mask: vec![] };
        for p in 0..c.len() {
            let mut d: Vec<i32> = vec![];
            for i in c.off[p] as usize..c.off[p + 1] as usize {
                d.push(c.from[i]);
                if c.to[i] < FOREVER {
                    d.push(c.to[i]);
                }
            }
            d.sort_unstable();
            d.dedup();
            for x in d {
                t.day.push(x);
                t.mask.push(c.mask_at(p, x));
            }
            t.off.push(t.day.len() as u32);
        }
        t
    }

    /// Bytes of breakpoints and masks.
    pub fn bytes(&self) -> usize {
        self.off.len() * 4 + self.day.len() * 20
    }

    #[inline]
    pub fn at(&self, p: usize, day: i32) -> u128 {
        let (a, b) = (self.off[p] as usize, self.off[p + 1] as usize);
        let i = self.day[a..b].partition_point(|&d| d <= day);
        if i == 0 { 0 } else { self.mask[a + i - 1] }
    }

    pub fn steps(&self, p: usize) -> (&[i32], &[u128]) {
        let (a, b) = (self.off[p] as usize, self.off[p + 1] as usize);
        (&self.day[a..b], &self.mask[a..b])
    }
}

/// Why.
#[derive(Clone, Copy, Default, Debug)]
pub struct Why {
    pub allowed: bool,
    rule: u16,
    forbid_rule: u16,
    standing_missing: u128,
    missing: u128,
    sup: u8,
    days_short: i32,
    candidates: u8,
}

/// The answer with the nearest rule and what it lacks.
#[inline]
pub fn explain(b: &Book, c: &People, m: u128, ms: u128, q: &Query) -> Why {
    let p = q.person as usize;
    let role = c.role[p] as usize;
    let st = b.standing[role] | 1u128 << (KEY_SITE + q.site);
    let mut w = Why { rule: u16::MAX, forbid_rule: u16::MAX, standing_missing: st & !m, ..Default::default() };
    let i = role * N_ACTIVITIES + q.act as usize;
    let mut best = u32::MAX;
    for x in &b.rules[b.off[i] as usize..b.off[i + 1] as usize] {
        if !(x.from <= q.t && q.t < x.to) || (x.site >= 0 && x.site != i16::from(q.site)) {
            continue;
        }
        if x.forbid {
            w.forbid_rule = x.id;
            continue;
        }
        w.candidates += 1;
        let missing = x.req & !m;
        let short = (x.min_days - (q.t - c.qual[p])).max(0);
        let mut sup = 0u8;
        if x.lvl > 0 {
            sup |= u8::from(q.level < x.lvl) | u8::from(c.grade[q.sup as usize] < x.grade) << 1;
            let s = 1u128 << KEY_SUPERVISOR | 1u128 << (KEY_SITE + q.site);
            sup |= u8::from(x.cred && s & !ms != 0) << 2;
        }
        let n = missing.count_ones() + u32::from(short > 0) + sup.count_ones();
        if n < best {
            best = n;
            w.rule = x.id;
            w.missing = missing;
            w.days_short = short;
            w.sup = sup;
        }
    }
    w.allowed = w.standing_missing == 0 && w.forbid_rule == u16::MAX && best == 0;
    w
}

/// The answer in English.
pub fn render(w: &Why, q: &Query, out: &mut String) {
    out.clear();
    let _ = write!(
        out,
        "{} activity A{} at site S{} on day {}: ",
        if w.allowed { "MAY" } else { "MAY NOT" },
        q.act,
        q.site,
        q.t
    );
    if w.allowed {
        let _ = write!(out, "permitted by rule {}.", w.rule);
        return;
    }
    let mut m = w.standing_missing;
    while m != 0 {
        let k = m.trailing_zeros();
        m &= m - 1;
        let _ = write!(out, "standing condition K{k} not held; ");
    }
    if w.forbid_rule != u16::MAX {
        let _ = write!(out, "excluded by rule {}; ", w.forbid_rule);
    }
    if w.candidates == 0 {
        out.push_str("no rule in force covers this role and activity.");
        return;
    }
    let _ = write!(out, "nearest rule {}: ", w.rule);
    let mut m = w.missing;
    while m != 0 {
        let k = m.trailing_zeros();
        m &= m - 1;
        let _ = write!(out, "K{k} not current; ");
    }
    if w.days_short > 0 {
        let _ = write!(out, "{} more days since qualification; ", w.days_short);
    }
    if w.sup & 1 != 0 {
        out.push_str("closer supervision needed; ");
    }
    if w.sup & 2 != 0 {
        out.push_str("more senior supervisor needed; ");
    }
    if w.sup & 4 != 0 {
        out.push_str("supervisor not approved at this site; ");
    }
}

/// The rules in force on one day, a list a role.
pub struct InForce(Vec<Vec<(u8, R)>>);

impl InForce {
    pub fn new(b: &Book, t: i32) -> Self {
        let of_role = |role: usize| {
            (0..N_ACTIVITIES)
                .flat_map(|a| {
                    b.rules[b.off[role * N_ACTIVITIES + a] as usize..b.off[role * N_ACTIVITIES + a + 1] as usize]
                        .iter()
                        .filter(|x| x.from <= t && t < x.to)
                        .map(move |x| (a as u8, *x))
                })
                .collect()
        };
        Self((0..N_ROLES).map(of_role).collect())
    }

    /// One bit an activity that the person may do once supervised.
    #[inline]
    pub fn row(&self, b: &Book, role: usize, m: u128, t: i32, qual: i32, site: i16) -> u64 {
        if b.standing[role] & !m != 0 {
            return 0;
        }
        let (mut ok, mut no) = (0u64, 0u64);
        for (a, x) in &self.0[role] {
            if x.forbid {
                no |= u64::from(x.site < 0 || x.site == site) << a;
            } else {
                ok |= u64::from((x.req & !m == 0) & (t - qual >= x.min_days)) << a;
            }
        }
        ok & !no
    }
}
