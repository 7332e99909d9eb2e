//! Steps by key and by button, deep links, hints.

use crate::browser::Tab;
use crate::page::{Page, Step, pages};
use crate::thorough::sample;

/// The schedule of these steps, as `replay` takes it.
fn written(way: &[Step]) -> String {
    let mut text = String::new();
    let mut rest = way;
    while let Some(first) = rest.first() {
        let run = match first.schedule.len() {
            1 => rest.iter().take_while(|step| *step == first).count(),
            _ => 1,
        };
        text += &first.schedule;
        if run > 1 {
            text += &run.to_string();
        }
        rest = &rest[run..];
    }
    text
}

/// Makes a step: by its key, or by its button if the step has a mark.
fn make(tab: &mut Tab, step: &Step) {
    if step.schedule == step.thread {
        return tab.press(&step.thread.to_lowercase());
    }
    let clicked = tab.evaluate(&format!(
        "(() => {{ const all = [...document.querySelectorAll('.choices button')]; \
         const one = all.find((b) => b.firstChild.data.trim() === {:?}); \
         one?.click(); return !!one; }})()",
        step.schedule
    ));
    assert_eq!(clicked, true, "no button makes the step {}", step.schedule);
}

fn is_reached(tab: &mut Tab) -> bool {
    tab.evaluate("document.querySelector('.goal').classList.contains('reached')") == true
}

fn address(tab: &mut Tab) -> String {
    tab.evaluate("location.hash").as_str().unwrap().to_owned()
}

fn rows(tab: &mut Tab) -> usize {
    let rows = tab.evaluate("document.querySelectorAll('.lanes tbody tr').length");
    usize::try_from(rows.as_u64().unwrap()).unwrap()
}

/// Each page is walked along a shortest way to its goal, and its address leads there again.
#[test]
fn every_goal_is_reached_by_keys_and_by_the_address() {
    let Some(mut tab) = Tab::open() else { return };
    let mut walked = 0;
    for page in pages() {
        let Some(way) = page.way() else { continue };
        let name = page.file.display();
        tab.load(&page.file, "");
        assert!(way.is_empty() || !is_reached(&mut tab), "{name}");
        for step in &way {
            make(&mut tab, step);
        }
        assert!(is_reached(&mut tab), "{name}: {}", tab.text(".say"));
        assert_eq!(rows(&mut tab), way.len(), "{name}");
        let said = tab.text(".say");
        assert!(
            way.is_empty() || said.contains("You reached the goal"),
            "{said}"
        );
        let schedule = written(&way);
        assert_eq!(
            address(&mut tab),
            format!("#{}={schedule}", page.id),
            "{name}"
        );
        assert!(tab.text(".schedule").contains(&schedule), "{name}");
        // The address leads to the same state; so does a schedule alone.
        for fragment in [format!("#{}={schedule}", page.id), format!("#{schedule}")] {
            tab.load(&page.file, &fragment);
            assert!(is_reached(&mut tab), "{name}{fragment}");
            assert_eq!(rows(&mut tab), way.len(), "{name}{fragment}");
        }
        tab.has_no_complaint();
        walked += 1;
    }
    assert!(walked >= sample(10, 5), "only {walked} pages have a goal");
}

/// "Show me" leads to the goal from the beginning, on every page that has one, and a step that
/// it makes is as short a way as any.
#[test]
fn every_goal_is_shown() {
    let Some(mut tab) = Tab::open() else { return };
    for page in pages() {
        let Some(way) = page.way().filter(|way| !way.is_empty()) else {
            continue;
        };
        tab.load(&page.file, "");
        tab.press("h");
        let hint = format!("The goal is {} step", way.len());
        assert!(tab.text(".say").starts_with(&hint), "{}", tab.text(".say"));
        for _ in &way {
            tab.press("s");
        }
        assert!(is_reached(&mut tab), "{}", page.file.display());
        assert!(tab.text(".say").contains("Now you, without help"));
    }
}

/// The page of two threads that increment an atomic counter with a load and a store.
fn atomic() -> Option<(Tab, Page)> {
    let page = Page::of("05_racy_counter", &["explore", "--atomic"])?;
    let mut tab = Tab::open()?;
    tab.load(&page.file, "");
    Some((tab, page))
}

#[test]
fn an_unreachable_goal_is_reported_with_the_step_that_caused_it() {
    let Some((mut tab, _)) = atomic() else { return };
    tab.press("a");
    tab.press("A");
    assert!(tab.text(".say").contains("cannot be reached any more"));
    tab.press("b");
    assert!(!tab.text(".say").contains("cannot be reached any more"));
    assert!(tab.text(".goal").starts_with("Out of reach: "));
    tab.press("h");
    let since = "since step 2, A: store counter <- 1. Undo with u.";
    assert!(tab.text(".say").ends_with(since), "{}", tab.text(".say"));
    tab.press("u");
    tab.press("Backspace");
    assert!(tab.text(".goal").starts_with("Goal: "));
    assert_eq!(address(&mut tab), "#05=A");
    tab.press("r");
    assert_eq!((address(&mut tab), rows(&mut tab)), (String::new(), 0));
}

#[test]
fn buttons_do_what_keys_do_and_name_their_obstacle() {
    let Some((mut tab, _)) = atomic() else { return };
    let click = |tab: &mut Tab, label: &str| {
        let all = "[...document.querySelectorAll('race-walker button')]";
        let found = format!("{all}.find((b) => b.textContent.trim().startsWith({label:?}))");
        tab.evaluate(&format!("{found}.focus(), {found}.click()"));
    };
    click(&mut tab, "A");
    click(&mut tab, "A");
    assert_eq!(address(&mut tab), "#05=A2");
    click(&mut tab, "A");
    assert_eq!(tab.text(".say"), "A cannot move: it has come to its end.");
    // The focus stays where it was, and the button does not vanish from under it.
    assert_eq!(tab.evaluate("document.activeElement.textContent"), "A");
    click(&mut tab, "Undo");
    click(&mut tab, "Show me");
    assert_eq!(rows(&mut tab), 2);
    click(&mut tab, "Restart");
    click(&mut tab, "Undo");
    assert_eq!(tab.text(".say"), "There is no step to undo.");
}

#[test]
fn an_impossible_schedule_goes_as_far_as_it_goes() {
    let Some((mut tab, page)) = atomic() else {
        return;
    };
    tab.load(&page.file, "#05=A3B");
    assert_eq!(rows(&mut tab), 2);
    let said = "The schedule in the address fits up to step 2; A is no step there.";
    assert_eq!(tab.text(".say"), said);
    tab.load(&page.file, "#05=%3Cscript%3E&other=AB");
    tab.has_no_complaint();
}

/// What a thread has read, the line that it runs next, and the memory are on the page.
#[test]
fn the_page_shows_where_each_thread_stands() {
    let Some((mut tab, page)) = atomic() else {
        return;
    };
    tab.load(&page.file, "#05=AB");
    let cards = tab.text(".threads");
    assert!(cards.contains("has read counter = 0"), "{cards}");
    assert!(cards.contains("waits for the end of A"), "{cards}");
    assert_eq!(tab.text(".source .here .marks"), "AB");
    assert!(tab.text(".source .here code").contains("counter.store"));
    assert_eq!(tab.text(".shared"), "counter0");
    assert_eq!(tab.text("figcaption"), "Steps made: A 1 of 2, B 1 of 2.");
}

/// Under weak memory a reader chooses the value that a load returns.
#[test]
fn a_load_may_return_an_older_value() {
    let Some(page) = Page::of("05_racy_counter", &["explore", "--atomic", "--weak"]) else {
        return;
    };
    let Some(mut tab) = Tab::open() else { return };
    tab.load(&page.file, "#05=A2");
    let older = Step {
        thread: "B".to_owned(),
        schedule: "B~1".to_owned(),
    };
    make(&mut tab, &older);
    assert!(
        tab.text(".say")
            .contains("load counter, reads 0, older by 1 write"),
        "{}",
        tab.text(".say")
    );
    assert_eq!(address(&mut tab), "#05=A2B~1");
}

/// A channel shows its messages, each with its value and its sender, and the thread that waits for
/// one.
#[test]
fn a_channel_shows_its_messages() {
    let Some(page) = Page::of("08_channel_counter", &["explore", "--increments", "1"]) else {
        return;
    };
    let Some(mut tab) = Tab::open() else { return };
    tab.load(&page.file, "");
    let shared = tab.text(".shared");
    assert!(
        shared.contains("waiting for a message on inboxA"),
        "{shared}"
    );
    tab.press("b");
    tab.press("c");
    let shared = tab.text(".shared");
    assert!(shared.contains("1 from B 1 from C 3 senders"), "{shared}");
    tab.press("a");
    assert_eq!(tab.text(".say"), "Step 3, A: receive from inbox -> 1.");
}
