//! A class with its deadlines, and the files of grade books.

use racelab::proof::Verdict;
use racelab_grade::class::Entry;
use racelab_grade::gradebook::{
    Book, Late, Policy, Register, blackboard, canvas, full, html, identical, moodle, text, verdicts,
};
use racelab_grade::report::{gradescope, prairielearn};
use racelab_grade::{Record, Ruling};
use serde_json::Value;

use crate::samples::{ada, class, record};

/// The students of the class.
pub(crate) const ROSTER: &str = "\
folder,name,id,section,submitted,extension
ada,\"Lovelace, Ada\",s1815,Tue,2026-12-02T10:00Z,0
grace,Grace Hopper,s1906,Thu,2026-12-02T10:00Z,3
linus,Linus,,Thu,,
";

pub(crate) fn policy() -> Policy {
    Policy {
        deadline: "2026-11-30T23:59Z".parse().unwrap(),
        rate: "10%/day".parse().unwrap(),
        cap: "50%".parse().unwrap(),
        grace: "15m".parse().unwrap(),
    }
}

pub(crate) fn book() -> Book {
    let register = Register::parse(ROSTER.as_bytes()).unwrap();
    Book::new(&register, &class(), Some(&policy()))
}

#[test]
fn a_longer_delay_never_costs_less_and_never_more_than_the_cap() {
    let minute = |minute: i64| {
        let (days, rest) = (1 + minute / 1440, minute % 1440);
        format!("2026-12-{days:02}T{:02}:{:02}Z", rest / 60, rest % 60)
    };
    for rate in ["10%/day", "0.5%/hour", "20%", "0%/day", "100%"] {
        let policy = Policy {
            rate: rate.parse().unwrap(),
            ..policy()
        };
        let mut before = 0.0;
        for at in 0..20 * 1440 {
            let late = policy.late(minute(at).parse().ok(), 0);
            let loses = late.loses().percent();
            assert!(
                (before..=50.0).contains(&loses),
                "{rate}, minute {at}: {loses}"
            );
            assert_eq!(late == Late::InTime, at <= 14, "{rate}, minute {at}");
            // The points and the penalty add up to the whole.
            assert!(late.left(1_000) <= 1_000 && late.left(0) == 0);
            // An extension is a later deadline.
            if at >= 1440 {
                let earlier = policy.late(minute(at - 1440).parse().ok(), 0);
                assert_eq!(policy.late(minute(at).parse().ok(), 1), earlier);
            }
            before = loses;
        }
    }
}

#[test]
fn points_in_time_are_read_as_people_and_platforms_write_them() {
    let same = [
        "2026-11-30T23:59:00Z",
        "2026-11-30T23:59Z",
        "2026-11-30 23:59:00+00:00",
        "2026-12-01T00:59+01:00",
        "2026-12-01T00:59+01:00[Europe/Berlin]",
        "2026-11-30T14:59:00.000000-09:00",
    ];
    for text in same {
        let moment: Result<racelab_grade::gradebook::Moment, _> = text.parse();
        assert_eq!(moment.unwrap().to_string(), "2026-11-30 23:59Z", "{text}");
    }
    for text in ["", "yesterday", "2026-13-01T00:00Z", "30.11.2026", "12"] {
        let why = text
            .parse::<racelab_grade::gradebook::Moment>()
            .unwrap_err()
            .to_string();
        assert!(
            why.contains("is no point in time; write it as 2026-11-30T23:59"),
            "{why}"
        );
    }
}

#[test]
fn an_error_in_a_roster_names_its_row() {
    for (text, why) in [
        ("name\nAda\n", "there is no column folder in the first row"),
        (
            "folder\nada\nbob\nada\n",
            "row 4: the folder ada is there a second time",
        ),
        (
            "folder,submitted\nada,soon\n",
            "row 2: 'soon' is no point in time",
        ),
        (
            "folder,extension\nada,-1\n",
            "row 2: '-1' is no number of days",
        ),
        ("folder,name\n,Ada\n", "row 2: there is no folder"),
    ] {
        let found = Register::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(found.starts_with(why), "{text:?}: {found}");
    }
    // As spreadsheets save them: a byte order mark, other columns, and empty rows at the end.
    let saved = "\u{feff}Group, Folder ,NAME\r\n7,ada,Ada\r\n,,\r\n";
    let register = Register::parse(saved.as_bytes()).unwrap();
    assert_eq!(register.folders().collect::<Vec<_>>(), ["ada"]);
    assert_eq!(register.person("ada").name, "Ada");
}

#[test]
fn every_row_has_the_columns_of_its_head() {
    let odd = "folder,name,id\nada,\"a \"\"quoted\"\" name, of two\nlines\",=1+1\n";
    let register = Register::parse(odd.as_bytes()).unwrap();
    for book in [book(), Book::new(&register, &class(), None)] {
        for made in [full(&book), canvas(&book), moodle(&book), blackboard(&book)] {
            // The reader refuses rows of another length.
            let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(made.as_bytes())
                .records()
                .collect::<Result<_, _>>()
                .unwrap();
            let people = rows
                .iter()
                .filter(|row| !row[0].contains("Points Possible"));
            assert_eq!(people.count(), book.pages().len(), "{made}");
            assert!(!made.contains(",=1") && !made.contains("\n="), "{made}");
        }
    }
}

#[test]
fn a_grader_fault_costs_nothing_on_a_platform() {
    let book = book();
    let grace = &book.pages()[1];
    assert_eq!(grace.points("06_mutex_counter"), None);
    for made in [canvas(&book), moodle(&book), blackboard(&book)] {
        let row = made.lines().find(|row| row.contains("s1906")).unwrap();
        // Not started is 0 points; the fault is an empty cell, followed by 10.
        assert!(row.ends_with("0,,10"), "{row}");
    }
    let result: Value = serde_json::from_str(&prairielearn(&class(), None, Late::InTime)).unwrap();
    assert_eq!(result["gradable"], false);
    let whole: Value = serde_json::from_str(&prairielearn(&ada(), None, Late::InTime)).unwrap();
    assert_eq!(
        (&whole["gradable"], &whole["score"]),
        (&true.into(), &0.5.into())
    );
    let cut: Value =
        serde_json::from_str(&prairielearn(&ada(), Some("cut off"), Late::InTime)).unwrap();
    assert_eq!(
        (&cut["gradable"], &cut["message"]),
        (&false.into(), &"cut off".into())
    );
}

#[test]
fn lateness_is_taken_off_once_and_said() {
    let late = policy().late("2026-12-02T10:00Z".parse().ok(), 0);
    assert_eq!(late.loses().percent(), 20.0);
    let book = book();
    assert_eq!(
        (book.pages()[0].total(), book.pages()[0].late),
        (1_200, late)
    );
    // With an extension of three days she is in time; a student without a submission is not late.
    assert_eq!(
        (book.pages()[1].total(), book.pages()[1].late),
        (1_000, Late::InTime)
    );
    assert_eq!(book.pages()[2].late, Late::InTime);
    let sentence = "Handed in 1 d 10 h late: a penalty of 20 %";
    for page in [text(&book.pages()[0]), html(&book.pages()[0], |_| None)] {
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(sentence), "{page}");
    }
    let result: Value = serde_json::from_str(&gradescope(&ada(), None, late)).unwrap();
    let scores: Vec<f64> = result["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["score"].as_f64().unwrap())
        .collect();
    assert_eq!(scores, [8.0, 4.0, 0.0]);
    assert!(result["output"].as_str().unwrap().starts_with(sentence));
}

#[test]
fn a_page_shows_a_students_text_without_effect() {
    let mut shown = record(
        "<b>eve</b>",
        "05_racy_counter",
        Ruling::Judged(Verdict::Panic),
        0,
    );
    shown.message = "</pre><script>alert(1)</script> & \u{1b}[31mred".to_owned();
    shown.printed = "<img src=x onerror=alert(1)>".to_owned();
    let book = Book::new(&Register::default(), &[shown], None);
    let page = html(&book.pages()[0], |_| Some("eve\"><b>.html".to_owned()));
    assert!(page.contains("<a href=\"eve&quot;&gt;&lt;b&gt;.html\">"));
    for tag in ["<script", "<img", "<b>", "\u{1b}"] {
        assert!(!page.contains(tag), "{page}");
    }
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; red"),
        "{page}"
    );
    assert!(
        text(&book.pages()[0])
            .lines()
            .all(|line| line.chars().count() <= 80)
    );
}

#[test]
fn identical_exercises_are_listed_and_stubs_are_not() {
    let entry = |student: &str, lab: &str, ruling, exercise: &str| Entry {
        course: "course".to_owned(),
        exercise: exercise.to_owned(),
        record: Record {
            ..record(student, lab, ruling, 0)
        },
    };
    let lost = Ruling::Judged(Verdict::LostUpdate);
    let entries = [
        entry("carol", "06_mutex_counter", lost, "x"),
        entry("bob", "05_racy_counter", lost, "x"),
        entry("ada", "05_racy_counter", lost, "x"),
        entry("carol", "05_racy_counter", lost, "y"),
        entry("dan", "06_mutex_counter", Ruling::NotStarted, "stub"),
        entry("eve", "06_mutex_counter", Ruling::NotStarted, "stub"),
        entry("eve", "04_one_two_or_three", lost, "z"),
        entry("dan", "04_one_two_or_three", lost, "z"),
    ];
    let expected = [
        ("04_one_two_or_three", vec!["dan", "eve"]),
        ("05_racy_counter", vec!["ada", "bob"]),
    ];
    assert_eq!(identical(&entries), expected);
}

#[test]
fn the_verdicts_of_a_lab_add_up_to_its_submissions() {
    let shown = verdicts(&book(), 80);
    let shown = anstream::adapter::strip_str(&shown).to_string();
    for line in shown.lines() {
        let numbers = line
            .split([' ', ','])
            .filter_map(|word| word.parse::<usize>().ok());
        let numbers: Vec<usize> = numbers.collect();
        // passed P of N, and then the others.
        let [passed, all, others @ ..] = numbers.as_slice() else {
            panic!("{line}");
        };
        assert_eq!(passed + others.iter().sum::<usize>(), *all, "{line}");
    }
}
