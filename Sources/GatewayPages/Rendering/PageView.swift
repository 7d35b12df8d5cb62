import GatewayCore
import Mustache

/// What a template is filled with. Each kind of page has its own, made from the reply to a request:
/// a template never sees the reply itself, since the library would print any member of it.
///
/// Names that are missing in a row are looked up in what is around it, so a row has all of them.
struct PageView: ExpressibleByDictionaryLiteral, Sendable {
  enum Value: Sendable {
    case html(HTMLText)
    case flag(Bool)
    case rows([PageView])
    case part(PageView)
    /// The words of a language.
    case words([String: String])

    /// Text of the program.
    static func text(_ text: String) -> Value { .html(HTMLText(text)) }
    static func path(_ path: String) -> Value { .html(HTMLText(path: path)) }
    /// Text of a person, within a line.
    static func person(_ text: String, limits: HTMLText.Limits = .line) -> Value {
      .html(.person(text, limits: limits))
    }
    /// A part that may be missing: a section for it is left out then.
    static func optional(_ view: PageView?) -> Value { .rows(view.map { [$0] } ?? []) }
  }

  private(set) var values: [String: Value]

  init(dictionaryLiteral elements: (String, Value)...) {
    values = Dictionary(elements, uniquingKeysWith: { first, _ in first })
  }

  subscript(name: String) -> Value? {
    get { values[name] }
    set { values[name] = newValue }
  }
}

extension PageView: MustacheParent {
  func child(named name: String) -> Any? {
    switch values[name] {
    case .html(let text): text.html
    case .flag(let isSet): isSet
    case .rows(let rows): rows
    case .part(let view): view
    case .words(let words): words
    case nil: nil
    }
  }
}
