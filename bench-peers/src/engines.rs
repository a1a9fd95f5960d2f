//! The same decisions in Cedar and in Rego (regorus), each given the facts as its documentation advises.

use std::collections::HashMap;
use std::str::FromStr;

use crate::workload::{KEY_SITE, KEY_SUPERVISOR, N_ACTIVITIES, N_ROLES, N_SITES, Person, Query, Rulebook};

/// Cedar with the policies sliced by activity, as a host would.
pub struct Cedar {
    authorizer: cedar_policy::Authorizer,
    sliced: Vec<cedar_policy::PolicySet>,
    entities: cedar_policy::Entities,
}

fn live(who: &str, key: u8) -> String {
    format!("{who}.facts has k{key} && {who}.facts.k{key}.from <= context.t && context.t < {who}.facts.k{key}.to")
}

fn uid(p: u32) -> cedar_policy::EntityUid {
    cedar_policy::EntityUid::from_str(&format!("Person::\"{p}\"")).expect("a name")
}

impl Cedar {
    pub fn new(rb: &Rulebook, people: &[Person]) -> Self {
        use cedar_policy::{Entities, Entity, PolicySet, RestrictedExpression as X};
        let mut text = vec![];
        for x in &rb.rules {
            let mut c = vec![
                format!("context.t >= {} && context.t < {}", x.from, x.to),
                format!("principal.role == {}", x.role),
                format!("context.t - principal.qualified >= {}", x.min_days),
            ];
            if x.site >= 0 {
                c.push(format!("resource == Site::\"{}\"", x.site));
            }
            c.extend(x.reqs.iter().map(|k| live("principal", *k)));
            if x.sup_level > 0 {
                c.push(format!("context.level >= {} && context.sup.grade >= {}", x.sup_level, x.sup_grade));
                if x.sup_cred {
                    c.push(live("context.sup", KEY_SUPERVISOR));
                    // Cedar computes no attribute names, so the host says whether the supervisor is at the site.
                    c.push("context.sup_site_ok".into());
                }
            }
            let effect = if x.forbid { "forbid" } else { "permit" };
            text.push((x.act, format!("{effect}(principal, action == Action::\"A{}\", resource) when {{ {} }};\n", x.act, c.join(" && "))));
        }
        let mut common = String::new();
        for (r, st) in rb.standing.iter().enumerate() {
            let c: Vec<String> = st.iter().map(|k| live("principal", *k)).collect();
            common += &format!("forbid(principal, action, resource) when {{ principal.role == {r} }} unless {{ {} }};\n", c.join(" && "));
        }
        for s in 0..N_SITES as u8 {
            common += &format!("forbid(principal, action, resource == Site::\"{s}\") unless {{ {} }};\n", live("principal", KEY_SITE + s));
        }
        let sliced = (0..N_ACTIVITIES as u8)
            .map(|a| {
                let own: String = text.iter().filter(|x| x.0 == a).map(|x| x.1.as_str()).collect();
                PolicySet::from_str(&(own + &common)).expect("policies")
            })
            .collect();
        let stretch = |from: i32, to: i32| {
            X::new_record([("from".into(), X::new_long(from.into())), ("to".into(), X::new_long(to.into()))]).expect("a record")
        };
        let entity = |(i, p): (usize, &Person)| {
            let facts = X::new_record(p.facts.iter().map(|f| (format!("k{}", f.key), stretch(f.from, f.to)))).expect("a record");
            let attributes = HashMap::from([
                ("role".to_string(), X::new_long(p.role.into())),
                ("grade".to_string(), X::new_long(p.grade.into())),
                ("qualified".to_string(), X::new_long(p.qualified.into())),
                ("facts".to_string(), facts),
            ]);
            Entity::new(uid(i as u32), attributes, Default::default()).expect("an entity")
        };
        let entities = Entities::from_entities(people.iter().enumerate().map(entity), None).expect("entities");
        Self { authorizer: cedar_policy::Authorizer::new(), sliced, entities }
    }

    pub fn request(&self, people: &[Person], q: &Query) -> cedar_policy::Request {
        use cedar_policy::{Context, EntityUid, Request, RestrictedExpression as X};
        let at_site = people[q.sup as usize].facts.iter().any(|f| f.key == KEY_SITE + q.site && f.from <= q.t && q.t < f.to);
        let context = Context::from_pairs([
            ("t".to_string(), X::new_long(q.t.into())),
            ("level".to_string(), X::new_long(q.level.into())),
            ("sup".to_string(), X::new_entity_uid(uid(q.sup))),
            ("sup_site_ok".to_string(), X::new_bool(at_site)),
        ]);
        let name = |text: String| EntityUid::from_str(&text).expect("a name");
        Request::new(uid(q.person), name(format!("Action::\"A{}\"", q.act)), name(format!("Site::\"{}\"", q.site)), context.expect("a context"), None)
            .expect("a request")
    }

    pub fn decide(&self, request: &cedar_policy::Request, act: u8) -> bool {
        self.authorizer.is_authorized(request, &self.sliced[act as usize], &self.entities).decision() == cedar_policy::Decision::Allow
    }
}

const POLICY: &str = r#"
package scope
import rego.v1
p := data.people[input.person]
s := data.people[input.sup]
held(who, k) if { f := who.facts[k]; f.from <= input.t; input.t < f.to }
standing_missing contains k if { some k in data.standing[p.role]; not held(p, k) }
standing_missing contains input.site_key if not held(p, input.site_key)
live contains x if { some x in data.rules[p.role][input.act]; x.from <= input.t; input.t < x.to; site_ok(x) }
site_ok(x) if x.site == -1
site_ok(x) if x.site == input.site
excluded contains x.id if { some x in live; x.forbid }
default allow := false
allow if { count(standing_missing) == 0; count(excluded) == 0; some x in live; not x.forbid; fits(x) }
fits(x) if { every k in x.reqs { held(p, k) }; input.t - p.qualified >= x.min_days; sup_ok(x) }
sup_ok(x) if x.sup_level == 0
sup_ok(x) if { x.sup_level > 0; input.level >= x.sup_level; s.grade >= x.sup_grade; cred_ok(x) }
cred_ok(x) if not x.sup_cred
cred_ok(x) if { x.sup_cred; held(s, "7"); held(s, input.site_key) }
"#;

/// Rego in regorus' virtual machine.
pub struct Rego(regorus::rvm::vm::RegoVM);

impl Rego {
    pub fn new(rb: &Rulebook, people: &[Person]) -> Self {
        use regorus::languages::rego::compiler::Compiler;
        use regorus::rvm::vm::RegoVM;
        use serde_json::{Map, Value as Json, json};
        let mut rules = Map::new();
        for r in 0..N_ROLES {
            let mut of_role = Map::new();
            for x in rb.rules.iter().filter(|x| x.role as usize == r) {
                let mut it = serde_json::to_value(x).expect("a rule");
                it["reqs"] = json!(x.reqs.iter().map(ToString::to_string).collect::<Vec<_>>());
                if let Json::Array(list) = of_role.entry(format!("A{}", x.act)).or_insert(json!([])) {
                    list.push(it);
                }
            }
            rules.insert(format!("R{r}"), of_role.into());
        }
        let keys = |list: &Vec<u8>| json!(list.iter().map(ToString::to_string).collect::<Vec<_>>());
        let standing: Map<String, Json> = rb.standing.iter().enumerate().map(|(i, s)| (format!("R{i}"), keys(s))).collect();
        let everybody: Map<String, Json> = people
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let facts: Map<String, Json> =
                    p.facts.iter().map(|f| (f.key.to_string(), json!({ "from": f.from, "to": f.to }))).collect();
                (i.to_string(), json!({ "role": format!("R{}", p.role), "grade": p.grade, "qualified": p.qualified, "facts": facts }))
            })
            .collect();
        let data = json!({ "rules": rules, "standing": standing, "people": everybody }).to_string();
        let data = regorus::Value::from_json_str(&data).expect("data");
        let mut engine = regorus::Engine::new();
        engine.add_policy("scope.rego".into(), POLICY.into()).expect("a policy");
        engine.add_data(data.clone()).expect("data");
        let rule = "data.scope.allow";
        let entry: regorus::Rc<str> = rule.to_string().into();
        let compiled = engine.compile_with_entrypoint(&entry).expect("an entry");
        let program = Compiler::compile_from_policy(&compiled, &[rule]).expect("a program");
        let mut vm = RegoVM::new();
        vm.load_program(program);
        vm.set_data(data).expect("data");
        Self(vm)
    }

    pub fn input(&self, q: &Query) -> regorus::Value {
        let text = serde_json::json!({
            "person": q.person.to_string(), "sup": q.sup.to_string(), "act": format!("A{}", q.act), "site": q.site,
            "site_key": (KEY_SITE + q.site).to_string(), "t": q.t, "level": q.level,
        });
        regorus::Value::from_json_str(&text.to_string()).expect("an input")
    }

    pub fn decide(&mut self, input: &regorus::Value) -> bool {
        self.0.set_input(input.clone());
        self.0.execute().expect("an answer") == regorus::Value::from(true)
    }
}
