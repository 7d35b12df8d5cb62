import GatewayCore
@testable import GatewayPages
import TestSupport
import Testing

@Suite struct `Languages of pages` {
  @Test(arguments: Language.allCases)
  func `every language has every word once, with its place for a value`(_ language: Language) {
    let strings = language.strings
    #expect(Set(strings.byName.keys) == Set(Word.allCases.map(\.rawValue)))
    let english = Language.english.strings
    for word in Word.allCases {
      #expect(!strings[word].isEmpty)
      #expect(strings[word].contains("{}") == english[word].contains("{}"), "\(word)")
      // No text was left in English, but for names.
      let isSame = language != .english && strings[word] == english[word]
      #expect(!isSame || Self.isSameElsewhere(word), "\(language) \(word)")
    }
    #expect(strings.months.count == 12)
  }

  private static func isSameElsewhere(_ word: Word) -> Bool {
    [
      .contactTor, .code, .name, .token, .notes, .statistics, .sessions, .contactFiles,
      .fromContact, .action, .passphrase, .inbox, .filters, .contactClients,
    ].contains(word)
  }

  @Test func `no word stands twice in a file`() throws {
    for language in ["English", "German", "French", "Spanish", "Russian", "Arabic"] {
      let text = try Repository.text(of: "Sources/GatewayPages/Languages/\(language).swift")
      let tables = text.split(separator: /\n    \w+: \[/)
      #expect(tables.count == 5)
      for table in tables {
        let keys = table.matches(of: /\n      [.\"](\w+)\"?:/).map { String($0.output.1) }
        let twice = Dictionary(grouping: keys) { $0 }.filter { $0.value.count > 1 }.keys
        #expect(Set(twice) == [], "\(language)")
      }
    }
  }

  /// What the log never has is not among them.
  private static let unrecorded: Set = ["draft_set", "session_used", "token_used"]

  @Test func `every command that the audit log may have is named in every language`() throws {
    let sources = Repository.paths(below: "Sources/Gateway").filter {
      $0.contains("/Requests/Commands/") || $0.hasSuffix("SessionCommands.swift")
    }
    let names = try sources.flatMap { path in
      try Repository.text(of: path).matches(of: /static let name = "(\w+)"/)
        .map { String($0.output.1) }
    }
    #expect(names.count > 40)
    for language in Language.allCases {
      let operations = language.strings.operations
      #expect(Set(names).subtracting(Self.unrecorded) == Set(operations.keys), "\(language)")
      #expect(Set(operations.values).count == operations.count, "\(language): two are alike")
    }
    #expect(Language.german.strings.operation("a<b").html == "a&lt;b")
  }

  @Test func `every word is on some page`() throws {
    let pages = Repository.paths(below: "Sources/GatewayPages").filter {
      !$0.contains("/Languages/")
    }
    let text = try pages.map { try Repository.text(of: $0) }.joined()
    let unused = Word.allCases.filter { word in
      let name = word.rawValue
      return word != .ownName && !text.contains("{{{t.\(name)}}}")
        && !text.contains("{{{w.\(name)}}}")
        && !text.contains((try? Regex("\\.\(name)\\b")) ?? Regex(verbatim: ".\(name)"))
    }
    #expect(unused == [])
  }

  @Test(arguments: Language.allCases)
  func `numbers have each form of the language`(_ language: Language) {
    let strings = language.strings
    for word in CountedWord.allCases {
      let forms = strings.counted[word] ?? [:]
      #expect(Set(forms.keys) == strings.plural.forms, "\(language) \(word)")
      for count in [0, 1, 2, 3, 5, 11, 14, 21, 22, 25, 100, 101, 103, 111, 1_000_000] {
        let text = strings.text(word, count).html
        #expect(!text.isEmpty && !text.contains("{}"))
      }
    }
  }

  @Test(arguments: [
    (Language.english, 0, "0 messages"), (.english, 1, "1 message"), (.english, 2, "2 messages"),
    (.french, 0, "0 message"), (.french, 1, "1 message"), (.french, 2, "2 messages"),
    (.russian, 1, "1 сообщение"), (.russian, 2, "2 сообщения"), (.russian, 5, "5 сообщений"),
    (.russian, 11, "11 сообщений"), (.russian, 21, "21 сообщение"),
    (.russian, 112, "112 сообщений"), (.arabic, 0, "لا رسائل"), (.arabic, 1, "رسالة واحدة"),
    (.arabic, 2, "رسالتان"), (.arabic, 3, "3 رسائل"), (.arabic, 11, "11 رسالة"),
    (.arabic, 100, "100 رسالة"), (.arabic, 103, "103 رسائل"),
    (.german, 1_234_567, "1.234.567 Nachrichten"),
    (.spanish, 1_234, "1234 mensajes"), (.spanish, 12_345, "12.345 mensajes"),
  ])
  func `a number and its noun agree`(_ language: Language, count: Int, text: String) {
    #expect(language.strings.text(.messages, count).html == text)
  }

  @Test(arguments: [
    ("de-AT,de;q=0.9,en;q=0.5", Language.german), ("ja,fr;q=0.4,ru;q=0.7", .russian),
    ("", .english), ("xx, *;q=0.5", .english), ("AR", .arabic), ("es;q=0", .english),
    ("en;q=0.2 , es ; q=0.2", .english), ("fr;q=nonsense,de;q=0.1", .german),
  ])
  func `a browser gets the language that it asks for first`(
    _ header: String, _ language: Language
  ) {
    #expect(Language(accepting: header) == language)
  }

  @Test func `a long list of languages takes no time`() {
    let header = String(repeating: "xx;q=0.1,", count: 100_000) + "de"
    #expect(Language(accepting: header) == .english)
  }

  @Test(arguments: [
    (Language.english, "5 Jan", "5 Jan 2025, 09:05"), (.german, "5. Jan.", "5. Jan. 2025, 09:05"),
    (.russian, "5 янв.", "5 янв. 2025, 09:05"), (.arabic, "5 يناير", "5 يناير 2025, 09:05"),
  ])
  func `dates are written as in the language`(
    _ language: Language, short: String, long: String
  ) throws {
    let time = try #require(UnixMilliseconds(rfc3339: "2025-01-05T09:05:00.000Z"))
    let later = PageClock(now: time.advanced(byMilliseconds: 3 * 86_400_000))
    let muchLater = PageClock(now: time.advanced(byMilliseconds: 400 * 86_400_000))
    let strings = language.strings
    #expect(strings.short(time, at: PageClock(now: time)).html == "09:05")
    #expect(strings.short(time, at: later).html == short)
    #expect(strings.short(time, at: muchLater).html == long.split(separator: ",")[0])
    #expect(strings.long(time).html == long)
  }

  @Test(
    arguments: [
      (30_000, "1 minute"), (59 * 60_000, "59 minutes"), (60 * 60_000, "1 hour"),
      (47 * 3_600_000, "47 hours"), (48 * 3_600_000, "2 days"),
    ] as [(Int64, String)])
  func `a length of time is in its largest unit`(_ milliseconds: Int64, _ words: String) {
    #expect(Language.english.strings.duration(milliseconds: milliseconds).html == words)
  }
}
