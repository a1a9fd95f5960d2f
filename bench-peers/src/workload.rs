//! The workload `scope-v1`: a deterministic generator that every engine shares.
//!
//! Days are counted from 1 January 2000. Twelve roles, sixty activities, forty sites and 128 keys, of which a person
//! holds about sixty, each for one stretch of days (or, in the variant, several).

use serde::Serialize;

/// Roles.
pub const N_ROLES: usize = 12;
/// Activities.
pub const N_ACTIVITIES: usize = 60;
/// Sites.
pub const N_SITES: usize = 40;
/// Keys 0 to 7 are entries in registers.
pub const KEY_TRAINING: u8 = 8;
/// Keys 24 to 87 are sign-offs.
pub const KEY_SIGN_OFF: u8 = 24;
/// Keys 88 to 127 are sites.
pub const KEY_SITE: u8 = 88;
/// A stretch without an end.
pub const FOREVER: i32 = 99_999;
/// The day on which a new edition of some rules takes effect.
pub const SPLIT: i32 = 9_113;
/// The key of an approved supervisor.
pub const KEY_SUPERVISOR: u8 = 7;

/// splitmix64.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: u32) -> u32 {
        (((self.next() >> 32) * u64::from(n)) >> 32) as u32
    }
    fn range(&mut self, a: i32, b: i32) -> i32 {
        a + self.below((b - a) as u32) as i32
    }
    fn p(&mut self, x: f64) -> bool {
        ((self.next() >> 11) as f64) < x * (1u64 << 53) as f64
    }
}

/// A rule.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub id: u16,
    pub forbid: bool,
    pub role: u8,
    pub act: u8,
    /// -1 for any.
    pub site: i16,
    pub from: i32,
    pub to: i32,
    pub reqs: Vec<u8>,
    /// 0 none, 1 reachable, 2 on site, 3 in the room.
    pub sup_level: u8,
    pub sup_grade: u8,
    /// The supervisor must be approved, and at the site.
    pub sup_cred: bool,
    /// Days since qualifying.
    pub min_days: i32,
}

/// Rules, and what each role must hold whatever it does.
#[derive(Clone, Debug, Serialize)]
pub struct Rulebook {
    pub rules: Vec<Rule>,
    pub standing: Vec<Vec<u8>>,
}

/// A key held for a stretch of days.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Fact {
    pub key: u8,
    pub from: i32,
    pub to: i32,
}

/// A person.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub role: u8,
    pub grade: u8,
    pub qualified: i32,
    pub facts: Vec<Fact>,
}

/// A question.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Query {
    pub person: u32,
    pub act: u8,
    pub site: u8,
    pub t: i32,
    pub sup: u32,
    pub level: u8,
}

/// The rulebook of that seed.
pub fn rulebook(seed: u64) -> Rulebook {
    let mut r = Chance(seed);
    let mut rules = vec![];
    let mut standing = vec![];
    for role in 0..N_ROLES as u8 {
        let mut st = vec![0u8, 1, 2];
        for k in 3..7u8 {
            if r.p(0.6) {
                st.push(k);
            }
        }
        standing.push(st);
        let mut acts: Vec<u8> = (0..N_ACTIVITIES as u8).collect();
        for i in (1..acts.len()).rev() {
            let j = r.below(i as u32 + 1) as usize;
            acts.swap(i, j);
        }
        for &act in &acts[..26] {
            let versioned = r.p(0.2);
            let alt = r.p(0.0);
            for v in 0..1 + usize::from(versioned) + usize::from(alt) {
                let mut reqs = vec![];
                for _ in 0..r.range(0, 3) {
                    reqs.push(KEY_TRAINING + r.below(16) as u8);
                }
                for _ in 0..r.range(1, 4) {
                    reqs.push(pool_key(role, r.below(24)));
                }
                reqs.sort_unstable();
                reqs.dedup();
                let level = r.below(4) as u8;
                rules.push(Rule {
                    id: 0,
                    forbid: false,
                    role,
                    act,
                    site: -1,
                    from: if versioned && v == 1 { SPLIT } else { 5_000 },
                    to: if versioned && v == 0 { SPLIT } else { FOREVER },
                    reqs,
                    sup_level: level,
                    sup_grade: if level == 0 { 0 } else { r.below(4) as u8 },
                    sup_cred: level > 0 && r.p(0.5),
                    min_days: [0, 0, 365, 730][r.below(4) as usize],
                });
            }
        }
    }
    for _ in 0..26 {
        let i = r.below(rules.len() as u32) as usize;
        let (role, act) = (rules[i].role, rules[i].act);
        let from = r.range(7_000, 9_000);
        rules.push(Rule {
            id: 0,
            forbid: true,
            role,
            act,
            site: r.below(N_SITES as u32) as i16,
            from,
            to: from + r.range(180, 1500),
            reqs: vec![],
            sup_level: 0,
            sup_grade: 0,
            sup_cred: false,
            min_days: 0,
        });
    }
    for (i, x) in rules.iter_mut().enumerate() {
        x.id = i as u16;
    }
    Rulebook { rules, standing }
}

fn pool_key(role: u8, i: u32) -> u8 {
    KEY_SIGN_OFF + ((u32::from(role) * 17 + i * 5) % 64) as u8
}

/// The next person.
pub fn person(r: &mut Chance) -> Person {
    let role = r.below(N_ROLES as u32) as u8;
    let mut pool = [false; 64];
    for i in 0..24 {
        pool[(pool_key(role, i) - KEY_SIGN_OFF) as usize] = true;
    }
    let mut f = vec![];
    for k in 0..8u8 {
        if r.p(if k == KEY_SUPERVISOR { 0.8 } else { 0.985 }) {
            let a = r.range(5_000, 8_000);
            let to = if r.p(0.8) { FOREVER } else { a + r.range(1_000, 5_000) };
            f.push(Fact { key: k, from: a, to });
        }
    }
    for k in 0..16u8 {
        if r.p(0.95) {
            let a = r.range(6_500, 8_800);
            f.push(Fact { key: KEY_TRAINING + k, from: a, to: a + r.range(1_400, 4_000) });
        }
    }
    for k in 0..64u8 {
        if r.p(if pool[k as usize] { 0.95 } else { 0.3 }) {
            let a = r.range(6_000, 8_800);
            let to = if r.p(0.75) { FOREVER } else { a + r.range(730, 3_000) };
            f.push(Fact { key: KEY_SIGN_OFF + k, from: a, to });
        }
    }
    for _ in 0..1 + r.below(4) {
        let k = KEY_SITE + r.below(N_SITES as u32) as u8;
        if !f.iter().any(|x| x.key == k) {
            let a = r.range(6_000, 8_500);
            let to = if r.p(0.7) { FOREVER } else { a + r.range(365, 3_000) };
            f.push(Fact { key: k, from: a, to });
        }
    }
    Person { role, grade: r.below(6) as u8, qualified: r.range(5_000, 9_000), facts: f }
}

/// So many people of that seed.
pub fn people(n: usize, seed: u64) -> Vec<Person> {
    let mut r = Chance(seed);
    (0..n).map(|_| person(&mut r)).collect()
}

/// The variant in which a key may be held for several stretches: each is cut in two with a gap between them.
pub fn in_several_stretches(people: &mut [Person], seed: u64) {
    let mut r = Chance(seed);
    for p in people {
        let mut made = vec![];
        for f in &p.facts {
            let end = f.to.min(f.from + 4_000);
            if r.p(0.5) && end - f.from > 400 {
                let a = f.from + (end - f.from) / 3;
                made.push(Fact { key: f.key, from: f.from, to: a });
                made.push(Fact { key: f.key, from: a + r.range(10, 200), to: f.to });
            } else {
                made.push(*f);
            }
        }
        p.facts = made;
    }
}

/// Questions; with `able` they are drawn so that more of them are allowed.
pub fn queries(n: usize, ppl: &[Person], rb: &Rulebook, seed: u64, able: bool) -> Vec<Query> {
    let mut r = Chance(seed);
    let mut acts: Vec<Vec<u8>> = vec![vec![]; N_ROLES];
    for x in &rb.rules {
        if !acts[x.role as usize].contains(&x.act) {
            acts[x.role as usize].push(x.act);
        }
    }
    let mut at: Vec<Vec<u32>> = vec![vec![]; N_SITES];
    for (i, p) in ppl.iter().enumerate() {
        for f in &p.facts {
            if f.key >= KEY_SITE {
                at[(f.key - KEY_SITE) as usize].push(i as u32);
            }
        }
    }
    let mut made = Vec::with_capacity(n);
    while made.len() < n {
        let person = r.below(ppl.len() as u32);
        let p = &ppl[person as usize];
        let a = &acts[p.role as usize];
        let act = if r.p(0.9) { a[r.below(a.len() as u32) as usize] } else { r.below(N_ACTIVITIES as u32) as u8 };
        let sites: Vec<u8> = p.facts.iter().filter(|f| f.key >= KEY_SITE).map(|f| f.key - KEY_SITE).collect();
        let site = if r.p(0.9) { sites[r.below(sites.len() as u32) as usize] } else { r.below(N_SITES as u32) as u8 };
        let mut sup = r.below(ppl.len() as u32);
        if r.p(0.95) {
            for _ in 0..4 {
                sup = at[site as usize][r.below(at[site as usize].len() as u32) as usize];
                if ppl[sup as usize].grade >= 3 {
                    break;
                }
            }
        }
        let q = Query { person, act, site, t: r.range(8_800, 9_860), sup, level: [1, 2, 3, 3, 3, 3][r.below(6) as usize] };
        // Nobody supervises themselves here; the generator hardly ever asks it.
        let own = q.sup == q.person;
        let dull = able && !oracle(rb, ppl, &q) && r.p(0.6);
        if !own && !dull {
            made.push(q);
        }
    }
    made
}

/// The answer by direct reading of the rules: what every engine must say.
pub fn oracle(rb: &Rulebook, ppl: &[Person], q: &Query) -> bool {
    let p = &ppl[q.person as usize];
    let s = &ppl[q.sup as usize];
    let has = |p: &Person, k: u8| p.facts.iter().any(|f| f.key == k && f.from <= q.t && q.t < f.to);
    if !rb.standing[p.role as usize].iter().all(|&k| has(p, k)) || !has(p, KEY_SITE + q.site) {
        return false;
    }
    let live = |x: &Rule| {
        x.role == p.role && x.act == q.act && x.from <= q.t && q.t < x.to && (x.site < 0 || x.site == i16::from(q.site))
    };
    if rb.rules.iter().any(|x| x.forbid && live(x)) {
        return false;
    }
    rb.rules.iter().any(|x| {
        !x.forbid
            && live(x)
            && x.reqs.iter().all(|&k| has(p, k))
            && q.t - p.qualified >= x.min_days
            && (x.sup_level == 0
                || (q.level >= x.sup_level
                    && s.grade >= x.sup_grade
                    && (!x.sup_cred || (has(s, KEY_SUPERVISOR) && has(s, KEY_SITE + q.site)))))
    })
}
