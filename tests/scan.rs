//! The scan of an exercise before it is compiled: correct code passes, and code that leads out of
//! the file is found with its place.

mod support;

use std::fs;

use racelab_scan::{Permits, is_same, scan, unfinished};
use support::root;

const LAB: Permits = Permits {
    lab: 5,
    modules: &["sync", "cli::Window"],
    builds: &[],
    threads: false,
    unsafe_code: false,
};

/// The findings, as `line:column what`.
fn found(source: &str) -> Vec<String> {
    let findings = scan(source.as_bytes(), &LAB);
    findings
        .iter()
        .map(|f| format!("{}:{} {}", f.line, f.column, f.what))
        .collect()
}

#[track_caller]
fn passes(source: &str) {
    assert_eq!(found(source), <[String; 0]>::default(), "{source}");
}

#[track_caller]
fn refuses(source: &str, what: &[&str]) {
    assert_eq!(found(source), what, "{source}");
}

mod what_is_right {
    use super::*;

    #[test]
    fn passes_in_every_style() {
        passes("use racelab::sync::{Arc, Mutex as M, atomic::{AtomicU64, Ordering::*}};");
        passes("use labs::lab_05::Counter; use std::{fmt::{self, Debug}, collections::*};");
        passes("use racelab::cli::Window; fn f() { racelab::cli::Window::shut(); }");
        passes("use std::sync::Arc; fn f(o: std::sync::atomic::Ordering) {}");
        passes("use std::{sync::atomic::Ordering::*, time::Duration, prelude::v1::*};");
        passes("fn f(m: &mut Mutex<u8>) { Mutex::get_mut(m); m.get_mut(); Arc::ptr_eq(a, b); }");
        passes("fn f<'a, 'b: 'a>(x: &'a [&'static u8], y: &'b Set<&'b u8>) -> &'a S<'_> { x }");
        passes("fn f<'a, 'b>(x: Map<&'a u8, &'b u8>, y: (&'a u8, &'b u8)) where 'a: 'b {}");
        passes("fn f<'a, 'b>(x: &'a u8) -> impl Fn(&'a u8) -> &'a u8 + use<'a> { 'b: loop {} }");
        passes("use ::racelab::sync; fn f() -> ::std::string::String { String::new() }");
        passes("fn f() { let core = 1; let std = core; println!(\"{}\", 1..std); }");
        passes("pub(crate) struct S { pub(super) core: u8 } impl S { fn g(&self) { self.core; } }");
        passes("mod inner { use super::*; mod deep { use super::super::f; } } fn f() {}");
        passes("fn f() { std::panic!(\"x\"); let _ = std::panic::catch_unwind(|| 1); }");
        passes("#![allow(dead_code)] #[derive(Clone)] #[repr(align(64))] struct S;");
        passes("use std::panic; fn f() { let _ = panic::catch_unwind(|| panic::panic_any(1)); }");
        passes("use std::panic::{self, AssertUnwindSafe}; fn f() { panic::resume_unwind(x) }");
        passes(
            "use std::{future::{self, Future}, pin::pin, task::{self, Context, Poll, Wake, Waker}};",
        );
        passes("fn f(w: &std::task::Waker) -> std::task::Poll<u8> { std::task::ready!(x) }");
        passes("fn f<'std>(x: &'std u8) -> impl Sized + use<'std> { x }");
    }

    #[test]
    fn is_not_mistaken_in_comments_and_strings() {
        passes("// use std::sync::Mutex;\n/* extern */ const S: &str = \"std::thread::spawn\";");
        passes(
            "/// As `std::sync::Mutex`, but `unsafe`.\nfn f() -> &'static str { r#\"include!\"# }",
        );
    }

    #[test]
    fn passes_wherever_the_course_has_it() {
        let mut count = 0;
        for lab in racelab::course::LABS {
            let permits = lab.permits();
            for file in ["exercise.rs", "solution.rs"] {
                let path = root().join("labs").join(lab.name).join(file);
                let source = fs::read(&path).unwrap();
                let found = scan(&source, &permits);
                assert!(found.is_empty(), "{}: {}", path.display(), found[0]);
                count += 1;
            }
        }
        assert!(count >= 4);
    }

    #[test]
    fn passes_in_every_style_of_the_answers() {
        let mut count = 0;
        for lab in racelab::course::LABS {
            let folder = root().join("tests/styles").join(lab.name);
            for file in fs::read_dir(folder).into_iter().flatten() {
                let path = file.unwrap().path();
                let source = fs::read(&path).unwrap();
                assert!(source.starts_with(b"//! "), "{}", path.display());
                let found = scan(&source, &lab.permits());
                assert!(found.is_empty(), "{}: {}", path.display(), found[0]);
                count += 1;
            }
        }
        assert!(count >= 150);
    }
}

mod what_is_not_compiled {
    use super::*;

    #[test]
    fn passes() {
        for tests in [
            "#[cfg(test)] mod tests { use super::*; use std::{fs, thread}; #[test] fn t() { \
             std::process::exit(1); unsafe { f() } } }",
            "#[cfg(test)] #[allow(dead_code)] pub mod t { mod deep { use std::sync::Mutex; } }",
        ] {
            super::passes(&format!("fn f() {{}} {tests} fn g() {{}}"));
        }
    }

    #[test]
    fn ends_with_its_bracket() {
        for (source, what) in [
            (
                "#[cfg(test)] mod t { fn f() {} } use std::fs;",
                "1:38 std::fs",
            ),
            ("#[cfg(not(test))] mod t { use std::fs; }", "1:31 std::fs"),
            (
                "#[cfg(any(test, unix))] mod t { use std::fs; }",
                "1:37 std::fs",
            ),
            ("#[cfg(test)] fn t() {} use std::fs;", "1:28 std::fs"),
            ("mod t { #![cfg(test)] } use std::fs;", "1:29 std::fs"),
            ("#[cfg(test)] mod t; use std::fs;", "1:14 mod"),
        ] {
            assert!(
                found(source).contains(&what.to_owned()),
                "{source}: {:?}",
                found(source)
            );
        }
    }
}

mod what_the_compiler_reads {
    use super::*;

    /// After each of these the compiler reads code, and so must the scan.
    #[test]
    fn is_read_by_the_scan_as_well() {
        for text in [
            "const S: &str = \"a\\\n\rb\";",
            "const S: &[u8] = b\"a\\\r\n \r\tb\";",
            "const S: &std::ffi::CStr = c\"a\\\n\r\";",
            "const S: &str = r#\"a\r\"#;",
            "/* \r /* \" */ */",
            "// \r \"\n",
            "const C: char = '\"';",
            "fn f<'r#a>(_: &'r#a u8) {}",
            "const S: &str = \"\\\\\";",
            "#![doc = \"a\\\n\r\"]",
            "fn f() { 1.max(2); 0x1f; 1e5; 1..2; 'b: loop {} }",
            "\u{feff}//! \"",
        ] {
            let found = found(&format!("{text}\nuse std::sync::Mutex;"));
            let last = found.last().map(String::as_str).unwrap_or_default();
            assert!(last.ends_with(":5 std::sync::Mutex"), "{text:?}: {found:?}");
        }
        refuses(
            "use std::time::{self, r#Kind, K};",
            &[
                "1:17 std::time",
                "1:23 std::time::Kind",
                "1:31 std::time::K",
            ],
        );
    }

    #[test]
    fn is_refused_where_it_is_no_code() {
        refuses("fn f() {}\nconst S: &str = \"a\\\";\n", &["2:17 \"a\\\";"]);
        refuses("const S: &str = r##\"a\"#;", &["1:17 r##\"a\"#;"]);
        refuses("/* /* */\nuse std::sync::Mutex;", &["1:1 /* /* */"]);
        refuses("const C: char = '{ab", &["1:17 '{ab"]);
        refuses("fn f() { f\"x\" }", &["1:10 f\"x\" }"]);
        refuses("fn f() { k#fn }", &["1:10 k#fn }"]);
        refuses("fn f() { #\"x\"# }", &["1:10 #\"x\"# }"]);
        refuses("fn f(x: u8) { x\u{a0}+ 1 }", &["1:16 U+00A0"]);
        refuses("fn f() { \u{200b} }", &["1:10 U+200B"]);
        refuses("\u{feff}\u{feff}fn f() {}", &["1:1 U+FEFF"]);
    }

    #[test]
    fn passes_where_only_the_compiler_can_say_what_is_wrong() {
        passes("fn f() { let c = 'ab'; let n = 0x; let s = \"\\q\"; }");
        passes("fn f() { (] }");
        passes("impl C for E { fn f(&self) {");
    }
}

mod what_no_check_can_see {
    use super::*;

    #[test]
    fn is_refused_under_every_name() {
        refuses("use std::sync::Mutex;", &["1:5 std::sync::Mutex"]);
        refuses(
            "use std::{fmt, sync::{Arc,\n  atomic::{AtomicU8 as A}}, thread};",
            &["2:12 std::sync::atomic::AtomicU8", "2:29 std::thread"],
        );
        refuses("use r#std::r#sync as s;", &["1:5 std::sync"]);
        refuses("use core::sync::atomic::*;", &["1:5 core::sync::atomic::*"]);
        refuses(
            "use {std::thread::{self, spawn}};",
            &["1:20 std::thread", "1:26 std::thread::spawn"],
        );
        refuses("use std as s;", &["1:5 std"]);
        refuses("use std::{self as s};", &["1:11 std"]);
        refuses("use ::std::*;", &["1:7 std::*"]);
        refuses(
            "use racelab::*; use racelab::cli::run;",
            &["1:5 racelab::*", "1:21 racelab::cli::run"],
        );
        refuses(
            "use labs::lab_04::Scheduler;",
            &["1:5 labs::lab_04::Scheduler"],
        );
        refuses("fn f() { loom::model(|| ()); }", &["1:10 loom::model"]);
        refuses(
            "use racelab_loom::judge; fn f() { racelab_engine::plug::leave(); }",
            &[
                "1:5 racelab_loom::judge",
                "1:35 racelab_engine::plug::leave",
            ],
        );
        refuses("use racelab::proof::loom;", &["1:5 racelab::proof::loom"]);
    }

    #[test]
    fn is_refused_wherever_a_path_can_stand() {
        let mutex = |column: usize| format!("1:{column} std::sync::Mutex");
        for (source, column) in [
            ("fn f(x: std::sync::Mutex<u8>) {}", 9),
            ("fn f(x: ::std::sync::Mutex<u8>) {}", 11),
            ("fn f() -> ::std::sync::Mutex<u8> { g() }", 13),
            ("fn f<'a>(x: &'a ::std::sync::Mutex<u8>) {}", 19),
            ("fn f() { return ::std::sync::Mutex::new(1) }", 19),
            ("fn f() { 1..std::sync::Mutex::new(1) }", 13),
            ("fn f() { a > ::std::sync::Mutex::new(1) }", 16),
            (
                "fn f() { println!(\"{:?}\", std::sync::Mutex::new(1)) }",
                27,
            ),
            (
                "fn f() { <std::sync::Mutex<u8> as Default>::default() }",
                11,
            ),
            ("fn f() { std\n  :: /* so */ sync::Mutex::new(1) }", 10),
            ("type T = dyn Fn(u8) -> Vec<std::sync::Mutex<u8>>;", 28),
        ] {
            let found = found(source);
            assert_eq!(found.len(), 1, "{source}");
            assert!(found[0].starts_with(&mutex(column)), "{source}: {found:?}");
        }
    }
}

mod what_no_model_holds_still {
    use super::*;

    /// Calls on std's `Arc`, or on what may be one.
    const OWNED: [&str; 16] = [
        "use std::sync::Arc; fn f(a: A) { Arc::strong_count(&a); }",
        "use std::sync::Arc as A; fn f(a: A) { A::try_unwrap(a); }",
        "use std::sync::Arc as A; fn f(a: A) { A::into_inner(a); }",
        "use std::sync::Arc; fn f(a: A) { Arc::<u8>::weak_count(&a); }",
        "use std::sync::Arc; fn f(a: A) { <Arc<u8>>::make_mut(&mut a); }",
        "fn f(a: A) { Arc::get_mut(&mut a); } use std::sync::Arc;",
        "use std::sync::Arc; fn f(a: A) { a.map(A::downgrade); }",
        "fn f(a: A) { std::sync::Arc::unwrap_or_clone(a); }",
        "type Shared = std::sync::Arc<u8>; fn f(a: Shared) { Shared::strong_count(&a); }",
        "type Shared = std::sync::Arc<u8>; fn f(a: Shared) { Shared::get_mut(&mut a); }",
        "use racelab::sync::Arc; mod m { use std::sync::Arc; fn f() { Arc::strong_count(a); } }",
        "use racelab::sync::Arc; mod m { type Arc = std::sync::Arc<u8>; fn f() { Arc::get_mut(a); } }",
        "use racelab::sync::*; use std::sync::Arc as S; fn f() { Arc::strong_count(a); }",
        "use {racelab::sync::Arc, std::sync::Arc as S}; type A = S<u8>; fn f() { A::downgrade(a); }",
        "mod racelab { pub mod sync { pub use std::sync::Arc; } } \
         fn f() { racelab::sync::Arc::strong_count(a); }",
        "use racelab::sync::Arc; impl T for std::sync::Arc<u8> { fn f() { Self::weak_count(a); } }",
    ];

    #[test]
    fn is_refused() {
        for source in OWNED {
            assert_eq!(found(source).len(), 1, "{source}");
        }
        refuses("use std::sync::Weak;", &["1:5 std::sync::Weak"]);
        refuses("use std::time::*;", &["1:5 std::time::*"]);
        refuses(
            "fn f() { std::time::Instant::now(); }",
            &["1:10 std::time::Instant::now"],
        );
        refuses(
            "use std::hash as h; fn f() { h::RandomState::new(); }",
            &["1:30 h::RandomState::new"],
        );
    }

    /// The explorer sees the count of the seam's `Arc`.
    #[test]
    fn passes_of_an_arc_of_the_seams() {
        passes("use racelab::sync::Arc; fn f(a: A) { Arc::strong_count(&a); }");
        passes("use racelab::sync::{Arc as A, Weak}; fn f(a: A) { A::try_unwrap(a); }");
        passes("use racelab::sync::*; fn f(a: A) { <Arc<u8>>::make_mut(&mut a); }");
        passes("use racelab::sync; fn f(a: A) { a.map(sync::Arc::downgrade); }");
        passes("use racelab::sync::Arc; type A = Arc<u8>; fn f(a: A) { A::get_mut(&mut a); }");
        passes(
            "use racelab::sync::{Arc, Weak}; use std::{fmt, sync::Arc as Std}; \
             fn f(a: Std<u8>) { Arc::strong_count(&b); Weak::new(); Arc::get_mut(&mut b); }",
        );
        passes("fn f(a: std::sync::Arc<u8>) { racelab::sync::Arc::strong_count(&b); }");
        passes(
            "use std::sync::Arc; fn f(m: &mut Mutex<u8>) { Mutex::get_mut(m); Cell::into_inner(c); }",
        );
    }

    /// A type that the file declares has its own functions, whatever their names.
    #[test]
    fn passes_of_a_type_of_the_files_own() {
        let own = "use std::sync::Arc; pub struct Exercise { n: u64 }\n\
                   impl Exercise { fn get_mut(&mut self) -> &mut u64 { &mut self.n } \
                   fn strong_count(&self) -> u64 { 1 } }\n";
        for uses in [
            "impl Counter for Exercise { fn f(&mut self) { *self.get_mut() += 1; } }",
            "impl Counter for Exercise { fn f(&mut self) { Self::get_mut(self); } }",
            "impl Counter for Exercise { fn f(&self) { Self::strong_count(self); } }",
            "fn f(x: &mut Exercise) { Exercise::get_mut(x); Exercise::strong_count(x); }",
            "impl<'a, T: Fn(u8) -> u8> Tr<T> for Exercise where T: Copy { fn f() { Self::into_inner(x); } }",
            "fn g() -> impl Sized { 1 } impl Exercise { fn h(&mut self) { Self::get_mut(self); } }",
        ] {
            passes(&format!("{own}{uses}"));
        }
        for cheats in [
            "impl T for Arc<u8> { fn f(&mut self) { Self::get_mut(self); } }",
            "impl<X> T for X { fn f(&mut self) { Self::get_mut(self); } }",
            "impl T for std::sync::Arc<u8> { fn f(&self) { Self::strong_count(self); } }",
            "impl<A: B<C>> T for Box<Arc<A>> { fn f(self) { Self::into_inner(self); } }",
            "mod m { type Exercise = super::Arc<u8>; fn f(x: E) { Exercise::strong_count(x); } }",
            "mod m { use std::sync::Arc as Exercise; fn f(x: E) { Exercise::get_mut(x); } }",
        ] {
            let source = format!("{own}{cheats}");
            assert_eq!(found(&source).len(), 1, "{source}");
        }
    }

    #[test]
    fn passes_where_nothing_is_explored() {
        let permits = Permits {
            threads: true,
            ..LAB
        };
        for source in OWNED {
            assert!(scan(source.as_bytes(), &permits).is_empty(), "{source}");
        }
        assert!(scan(b"use std::time::Instant;", &permits).is_empty());
    }
}

mod where_something_lies {
    use super::*;

    const ASKED: [(&str, &str); 29] = [
        ("println!(\"{:p}\", &x)", "{:p}"),
        ("println!(\"{x:#018p} {}\", 1)", "{:p}"),
        ("format!(r#\"{0:>width$p}\"#, &x)", "{:p}"),
        ("format!(\"{:}<9p}\", &x)", "{:p}"),
        ("format!(\"{{{:p}}}\", &x)", "{:p}"),
        ("format!(\"\\x7b:\\u{70}\\u{7_d}\", &x)", "{:p}"),
        ("format!(\"{:\\\n  p}\", &x)", "{:p}"),
        ("format!(concat!(\"{:\", \"p\", '}'), &x)", "{:p}"),
        ("format!(concat!(\"{\", stringify!(:p), \"}\"), &x)", "{:p}"),
        ("format!(stringify!({:p}), &x)", "{:p}"),
        ("format!(stringify!(at {x:#018p}))", "{:p}"),
        ("let a = &x as *const _ as usize;", "*const"),
        ("let a: *mut Exercise = &mut x;", "*mut"),
        ("let a = &raw const x;", "&raw const"),
        ("let a = &raw mut x;", "&raw mut"),
        ("let a = list.as_ptr() as usize;", "as_ptr"),
        ("let a = Rc::as_ptr(&x) as usize;", "as_ptr"),
        ("let a = format!(\"{:?}\", Box::into_raw(x));", "into_raw"),
        ("let a = list.iter().map(Rc::into_raw);", "into_raw"),
        ("let a = \"x\".as_bytes().as_ptr_range();", "as_ptr_range"),
        ("let a = std::fmt::Pointer::fmt(&x, f);", "fmt::Pointer"),
        ("use std::fmt::*; Pointer::fmt(&x, f);", "fmt::Pointer"),
        ("fn g(x: impl Pointer) {}", "fmt::Pointer"),
        ("let a = AtomicPtr::new(&mut x);", "AtomicPtr"),
        ("use std::cell::UnsafeCell as C;", "UnsafeCell"),
        (
            "racelab::sync::cell::UnsafeCell::new(1).with(|p| p as usize);",
            "UnsafeCell",
        ),
        ("let a = x.0.as_mut_ptr();", "as_mut_ptr"),
        ("struct S { at: *const u8 }", "*const"),
        ("let a = cx.waker().data() as usize;", "data"),
    ];

    #[test]
    fn is_not_asked_for_where_threads_are_explored() {
        for (source, what) in ASKED {
            let source = format!("fn f() {{ {source} }}");
            let found = found(&source);
            assert!(!found.is_empty(), "{source}");
            for finding in found {
                assert!(
                    finding.ends_with(&format!(" {what}")),
                    "{source}: {finding}"
                );
            }
        }
        refuses(
            "use std::backtrace::Backtrace;",
            &["1:5 std::backtrace::Backtrace"],
        );
    }

    #[test]
    fn may_be_asked_for_elsewhere() {
        let permits = Permits {
            threads: true,
            ..LAB
        };
        for (source, _) in &ASKED[..18] {
            let source = format!("fn f() {{ {source} }}");
            assert!(scan(source.as_bytes(), &permits).is_empty(), "{source}");
        }
    }

    #[test]
    fn is_another_thing_than_what_resembles_it() {
        passes("fn f() { println!(\"{p} {:?} {{x:p}} {:>4}\", a * b, 1); }");
        passes("fn f() { let raw = 1; g(&raw, &mut x, 2 * const { 3 }, a *mut_of); }");
        passes("struct Pointer(usize); impl Pointer { fn new() -> Pointer { Pointer(0) } }");
        passes("fn as_ptr(x: &u8) -> &u8 { x } fn f(p: u8) { as_ptr(&p); Rc::ptr_eq(&a, &b); }");
        passes("struct D(u8); impl D { fn data(&self) -> u8 { self.0 } } fn f(d: D) { d.data(); }");
        passes("const S: &str = concat!(\"{\", \"}\", \"top\");");
    }
}

mod what_the_compiler_forgets_of_lifetimes {
    use super::*;

    /// Each of these makes a reference that outlives its referent: with rustc 1.95 the
    /// first five compile, given a suitable function pointer.
    #[test]
    fn is_refused() {
        for source in [
            "fn f<'a, 'b, T>(_: &'a &'b (), x: &'b mut T) -> &'a mut T { x }",
            "fn f<'a, 'b, T>(_: Iter<'a, &'b ()>, x: &'b mut T) -> &'a mut T { x }",
            "struct W<'a, 'b>(&'a &'b ()); fn f<'a, 'b>(_: W<'a, 'b>, x: &'b u8) -> &'a u8 { x }",
            "fn f<'a, 'b, T>(x: &'b mut T) -> (&'a mut T, Option<&'a &'b ()>) { (x, None) }",
            "fn f<'a, 'b, 'c: 'a, T>(_: &'a &'b (), x: &'b mut T, _: &'c ()) -> &'a mut T { x }",
            "fn f<'b, T>(_: &'static &'b (), x: &'b mut T) -> &'static mut T { x }",
            "fn f<'b>(_: Iter<'b, &'static ()>, _: W<'b, 'static>) {}",
            "fn f<'a, 'b>(_: &'a mut Pair<(), Box<&'b u8>>) {}",
            "fn f<'a, 'b>(_: &'a (u8, (u8, &'b u8))) {}",
            "fn f<'a, 'b>(_: Pair<'a, (u8, &'b u8)>) {}",
            "fn f<'a, 'b>(x: &'a dyn Fn(u8) -> S<'b>) {}",
            "trait T { fn f<'a, 'b>(_: <&'a &'b () as Id>::Out); }",
            "fn f<'p, S: for<'a, 'b> Sub<'a, 'b, &'b &'a ()>, T>(x: &'p T) {}",
            "trait All: for<'a> Sub<'a, &'static &'a ()> {}",
            "fn f<S>() where S: for<'a> m::Fn<'a> {}",
        ] {
            assert_eq!(found(source).len(), 1, "{source}");
        }
    }

    #[test]
    fn is_not_refused_where_it_forgets_nothing() {
        for source in [
            // A struct with two lifetimes, its methods, what it implements.
            "struct View<'a, 'b> { counter: &'a Counter<'b>, names: &'b [&'b str] }",
            "impl<'a, 'b> View<'a, 'b> { fn of(c: &'a Counter<'b>) -> Self { Self { c } } \
             fn next(&mut self) -> Option<&'a Counter<'b>> { None } }",
            "impl<'a, 'b> Drop for View<'a, 'b> { fn drop(&mut self) {} }",
            "impl<'b> F<'b> for &'static S<'b> { fn f<'a>(&'a self, x: &'a S<'b>) -> &'a u8 { x } }",
            "type T<'a, 'b> = &'a (u8, [Option<&'b u8>; 1]);",
            "enum Step<'a, 'b> { Go(&'a Guard<'b>), Wait(&'b u8) }",
            // An explicit bound between the two, in either direction.
            "fn f<'a, 'b: 'a>(_: &'a &'b (), x: &'b u8) -> &'a u8 { x }",
            "fn f<'a: 'b, 'b>(_: &'a &'b u8) {}",
            "fn f<'a, 'b, 'c>(_: &'a View<'b, 'c>) where 'c: 'a + 'b, 'b: 'a {}",
            // No type that contains both.
            "fn f<'a, 'b>(x: &'a u8, y: &'b u8, z: Option<&'b str>) -> &'a u8 { x }",
            "fn f<'a, 'b>(x: (&'a u8, [&'b u8; 2])) -> (&'a u8, &'b u8) { x }",
            "fn f<'a>(x: &'a [&'static str], y: Guard<'_, 'a>) -> &'a &'static str { x }",
            "fn f<'a>(x: &'a u8) -> impl Fn(&'a u8) -> &'a u8 + use<'a> { move |y| y }",
            "fn f(g: impl for<'a> Fn(&'a u8) -> &'a u8, h: for<'x> fn(&'x u8)) { for x in 0..1 {} }",
        ] {
            passes(source);
        }
    }
}

mod what_leads_out_of_the_file {
    use super::*;

    #[test]
    fn is_refused() {
        refuses("include!(\"solution.rs\");", &["1:1 include!"]);
        refuses(
            "const X: &str = std::include_str!(\"/etc/passwd\");",
            &["1:17 std::include_str"],
        );
        refuses(
            "fn f() { env!(\"HOME\"); option_env ! [\"X\"]; }",
            &["1:10 env!", "1:24 option_env!"],
        );
        refuses(
            "#[path = \"solution.rs\"] mod solution;",
            &["1:1 #[path]", "1:25 mod"],
        );
        refuses(
            "#[cfg_attr(all(), path = \"x.rs\")] mod x {}",
            &["1:1 #[cfg_attr]"],
        );
        refuses(
            "#[cfg(not(feature = \"loom\"))] fn f() { if cfg!(all(unix, feature = \"loom\")) {} }",
            &["1:1 #[cfg(feature)]", "1:43 cfg!(feature)"],
        );
        refuses(
            "#[doc = include_str!(\"x\")] fn f() {}",
            &["1:9 include_str!"],
        );
        refuses(
            "fn f() { crate::main(); super::g(); }",
            &["1:10 crate::main", "1:25 super::g"],
        );
        refuses("mod a { use super::super::x; }", &["1:13 super::super::x"]);
        refuses(
            "mod a { use self::super::super::x; }",
            &["1:13 self::super::super::x"],
        );
        refuses(
            "fn f() { std::process::exit(0) }",
            &["1:10 std::process::exit"],
        );
        refuses(
            "use std::panic; fn f() { panic::set_hook(x); self::panic::take_hook(); }",
            &["1:26 panic::set_hook", "1:46 self::panic::take_hook"],
        );
        refuses(
            "use std::panic::{self as p, *}; mod m { pub use super::panic as q; }",
            &["1:18 std::panic", "1:29 std::panic::*", "1:49 super::panic"],
        );
    }
}

mod thread_local {
    use super::*;

    const IMPORT: &str = "use racelab::sync::thread_local;";
    const CALL: &str = "thread_local! { static X: u8 = const { 1 }; }";

    #[test]
    fn of_the_seam_passes_however_it_is_named() {
        for source in [
            format!("{IMPORT} {CALL}"),
            // An import also applies to code before it.
            format!("{CALL} pub {IMPORT}"),
            format!("use racelab::sync::{{Mutex, thread_local, thread}}; {CALL}"),
            format!("#[allow(unused_imports)] {IMPORT} fn f() {{ if true {{ {CALL} }} }}"),
            format!("fn f() {{ {IMPORT} {{ {CALL} }} }}"),
            format!("mod m {{ {IMPORT} {CALL} }}"),
            format!("racelab::sync::{CALL} ::racelab::sync::{CALL}"),
            format!("use racelab::sync; sync::{CALL}"),
            format!("use racelab::sync as s; fn f() {{ s::{CALL} }}"),
            "use racelab::sync::thread_local as own; own! { static X: u8 = 1; }".to_owned(),
            format!("{IMPORT} fn f() {{ let x = {{ {CALL} 1 }}; }} mod m {{}}"),
        ] {
            passes(&source);
        }
    }

    #[test]
    fn of_std_is_refused_and_so_is_what_may_be_stds() {
        for source in [
            CALL.to_owned(),
            format!("fn f() {{ {CALL} }}"),
            format!("r#{CALL}"),
            // The import is in another module or another function, or comes from a macro.
            format!("{IMPORT} mod m {{ {CALL} }}"),
            format!("mod m {{ {IMPORT} }} {CALL}"),
            format!("fn f() {{ {IMPORT} }} fn g() {{ {CALL} }}"),
            format!("fn f() {{ {{ {IMPORT} }} {CALL} }}"),
            format!("const S: &str = stringify!({IMPORT}); {CALL}"),
            format!("const S: &str = stringify![{IMPORT}]; {CALL}"),
            // An attribute may remove the import.
            format!("#[cfg(any())] {IMPORT} {CALL}"),
            format!("#[cfg(any())] #[allow(unused)] pub(crate) {IMPORT} {CALL}"),
            format!("#[allow(unused)] #[cfg(test)] pub {IMPORT} {CALL}"),
            // A glob import does not hide std's name, and its items are unknown.
            format!("use racelab::sync::*; {CALL}"),
            format!("mod m {{ pub use std::prelude::v1::*; }} use m::*; {CALL}"),
            // A name in the path means something else.
            format!("mod racelab {{ pub mod sync {{ }} }} racelab::sync::{CALL}"),
            format!("mod m {{ pub mod sync {{ }} }} use m as racelab; {IMPORT} {CALL}"),
            format!("use racelab::sync; fn f() {{ mod sync {{ }} sync::{CALL} }}"),
            format!("mod m {{ use racelab::sync; }} use m::sync; sync::{CALL}"),
            format!("self::{CALL} {IMPORT}"),
        ] {
            let found = found(&source);
            let calls = |what: &String| what.contains("thread_local!");
            assert!(found.iter().any(calls), "{source}: {found:?}");
        }
    }

    #[test]
    fn of_std_gets_no_other_name() {
        refuses("use std::thread_local;", &["1:5 std::thread_local"]);
        refuses(
            "use std::{fmt, thread_local as t};",
            &["1:16 std::thread_local"],
        );
        refuses("std::thread_local! {}", &["1:1 std::thread_local"]);
        refuses("use thread_local as slots;", &["1:5 thread_local"]);
        refuses(
            "use std::prelude::v1 as first; use first::thread_local as slots; slots! { }",
            &["1:5 std::prelude::v1", "1:36 first::thread_local"],
        );
        refuses(
            "mod m { pub use std::prelude::v1::*; } use self::m::thread_local as t; t! { }",
            &["1:44 self::m::thread_local"],
        );
    }

    #[test]
    fn is_refused_with_the_import_that_it_needs() {
        let findings = scan(CALL.as_bytes(), &LAB);
        assert_eq!(
            findings[0].to_string(),
            "line 1, column 1: thread_local!: all threads of a check run on one real thread, so \
             std's would be theirs together; put `use racelab::sync::thread_local;` in front, in \
             the same module"
        );
    }

    #[test]
    fn deep_nesting_takes_no_time() {
        let deep = 20_000;
        let source = format!(
            "fn f() {} {} {}",
            "{".repeat(deep),
            CALL.repeat(500),
            "}".repeat(deep)
        );
        assert_eq!(found(&source).len(), 500);
    }
}

mod what_hides_code {
    use super::*;

    #[test]
    fn is_refused() {
        refuses("macro_rules! m { () => { } }", &["1:1 macro_rules!"]);
        refuses(
            "thread_local! { static X: u8 = 1; }",
            &["1:1 thread_local!"],
        );
        refuses(
            "use std::prelude::v1::include as x; use std::prelude as p;",
            &["1:5 std::prelude::v1::include", "1:41 std::prelude"],
        );
        refuses("extern crate std as s;", &["1:1 extern"]);
        refuses("extern \"C\" { fn getpid() -> i32; }", &["1:1 extern"]);
        refuses(
            "#[unsafe(no_mangle)] fn f() {}",
            &["1:1 #[unsafe]", "1:3 unsafe"],
        );
        refuses(
            "#[used] #[link_section = \".init_array\"] static X: u8 = 1;",
            &["1:1 #[used]", "1:9 #[link_section]"],
        );
        refuses("core::arch::asm!(\"nop\");", &["1:1 core::arch::asm"]);
        refuses("unsafe impl Sync for S {}", &["1:1 unsafe"]);
    }

    #[test]
    fn is_refused_of_every_crate_that_a_lab_is_made_with() {
        let manifest = fs::read_to_string(root().join("labs/Cargo.toml")).unwrap();
        let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
        let lines = dependencies
            .lines()
            .take_while(|line| !line.starts_with('['));
        let crates: Vec<_> = lines.filter_map(|line| line.split_once(" =")).collect();
        assert!(crates.len() >= 3);
        for (name, _) in crates {
            let name = name.replace('-', "_");
            refuses(&format!("use {name}::x;"), &[&format!("1:5 {name}::x")]);
        }
    }

    #[test]
    fn is_found_in_the_text_itself() {
        refuses("// \u{202e} x\nfn f() {}", &["1:4 U+202E"]);
        let latin = scan(b"fn f() {}\n// h\xf6r", &LAB);
        assert_eq!((latin[0].line, latin[0].column), (2, 5));
        assert_eq!(latin[0].what, "byte 14");
    }

    #[test]
    fn unless_the_lab_permits_it() {
        let permits = Permits {
            unsafe_code: true,
            ..LAB
        };
        assert!(scan(b"unsafe impl Sync for S {}", &permits).is_empty());
        let permits = Permits {
            threads: true,
            ..LAB
        };
        assert!(scan(b"use std::{sync::Mutex, thread};", &permits).is_empty());
        assert_eq!(scan(b"use std::{sync::Mutex, fs};", &permits).len(), 1);
    }
}

mod the_scan_comes_back {
    use super::*;

    #[test]
    fn from_groups_in_groups() {
        let deep = "(".repeat(200_000) + &")".repeat(200_000);
        passes(&deep);
        passes(&"(".repeat(200_000));
        let nested = format!(
            "use {}std::sync::Mutex{};",
            "a::{".repeat(20_000),
            "}".repeat(20_000)
        );
        let _ = found(&nested);
    }

    #[test]
    fn from_what_is_no_program() {
        for source in [
            "", "\"", "'", "use", "use ;", "use a::{", "mod", "::", "#", "#[", "r#", "}",
        ] {
            let _ = found(source);
        }
        assert!(scan(&[0xff; 64], &LAB).len() == 1);
    }
}

#[test]
fn an_unfinished_exercise_says_where() {
    let found = unfinished(b"fn f() {\n    todo!()\n}").unwrap();
    assert_eq!((found.line, found.column), (2, 5));
    assert_eq!(unfinished(b"fn todo() { todo() } // todo!()"), None);
}

#[test]
fn only_what_the_compiler_sees_makes_a_difference() {
    let stub = b"fn f() -> u8 { 1 }\n";
    assert!(is_same(
        stub,
        b"\xef\xbb\xbf// mine\r\nfn f() -> u8\r\n{\r\n\t1\r\n}\r\n"
    ));
    assert!(!is_same(stub, b"fn f() -> u8 { 2 }"));
    assert!(!is_same(stub, b"fn f() -> u8 { 1 "));
}

mod what_is_to_be_built {
    use super::*;

    const RING: Permits = Permits {
        builds: &["sync::mpsc::sync_channel"],
        ..LAB
    };

    #[test]
    fn is_refused_by_whatever_path() {
        for source in [
            "use racelab::sync::mpsc::sync_channel;",
            "use racelab::sync::{Arc, mpsc::{Sender, sync_channel as ready}};",
            "use racelab::sync::mpsc::*;",
            "fn f() { racelab::sync::mpsc::sync_channel::<u8>(1); }",
            "use racelab::sync::mpsc; fn f() { mpsc::sync_channel(1) }",
            "use racelab::sync::mpsc as m; fn f() { m::sync_channel::<u8>(1) }",
            "use racelab::sync; fn f() { sync::mpsc::sync_channel(1) }",
        ] {
            let found = scan(source.as_bytes(), &RING);
            assert_eq!(found.len(), 1, "{source}");
            assert_eq!(found[0].reason, "this is what you are to build");
            assert!(scan(source.as_bytes(), &LAB).is_empty(), "{source}");
        }
    }

    /// Each lab that has such a list has a submission that uses what is on it.
    #[test]
    fn is_refused_in_the_labs_that_build_it() {
        let labs = racelab::course::LABS.iter();
        for lab in labs.filter(|lab| !lab.builds.is_empty()) {
            let folder = root().join("tests/submissions").join(lab.name);
            // A release comes without submissions.
            let Ok(files) = fs::read_dir(folder) else {
                continue;
            };
            let is_refused = |source: Vec<u8>| {
                let found = scan(&source, &lab.permits());
                found.iter().any(|f| f.reason.contains("to build"))
            };
            let sources = files.map(|file| fs::read(file.unwrap().path()).unwrap());
            assert_eq!(
                sources.filter(|source| is_refused(source.clone())).count(),
                lab.builds.len()
            );
        }
    }

    #[test]
    fn is_not_what_only_has_its_name() {
        for source in [
            "fn sync_channel(room: usize) {} fn f() { sync_channel(1) }",
            "impl S { fn sync_channel() {} fn f() { Self::sync_channel() } }",
            "mod ring { pub fn sync_channel() {} } fn f() { self::ring::sync_channel() }",
            "use racelab::sync::mpsc::{self, channel}; use racelab::sync::*;",
        ] {
            assert!(scan(source.as_bytes(), &RING).is_empty(), "{source}");
        }
    }
}
