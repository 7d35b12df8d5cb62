/// A language that pages are written in.
public enum Language: String, CaseIterable, Hashable, Sendable {
  case english = "en"
  case german = "de"
  case french = "fr"
  case spanish = "es"
  case russian = "ru"
  case arabic = "ar"

  /// - Parameter code: "de" or "de-AT".
  public init?(code: some StringProtocol) {
    let main = code.prefix { $0 != "-" && $0 != "_" }.lowercased()
    self.init(rawValue: main)
  }

  /// What a browser asks for first of those that there are.
  ///
  /// - Parameter header: the value of `Accept-Language`: "de-AT,de;q=0.9,en;q=0.5". Only its first
  ///   32 entries count.
  public init(accepting header: String) {
    let wanted = header.split(separator: ",").prefix(32).compactMap { entry in
      let parts = entry.split(separator: ";").map(\.trimmed)
      let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      let weight = quality.map { Double($0) ?? 0 } ?? 1
      return parts.first.flatMap { Language(code: $0) }.map { (language: $0, weight: weight) }
    }
    // The first of those with the greatest weight.
    var best: (language: Language, weight: Double)?
    for entry in wanted where entry.weight > max(0, best?.weight ?? 0) { best = entry }
    self = best?.language ?? .english
  }

  public var isRightToLeft: Bool { self == .arabic }
  var direction: String { isRightToLeft ? "rtl" : "ltr" }

  var strings: LanguageStrings {
    switch self {
    case .english: .english
    case .german: .german
    case .french: .french
    case .spanish: .spanish
    case .russian: .russian
    case .arabic: .arabic
    }
  }

  /// The language's name in itself.
  public var ownName: String { strings[.ownName] }
}

extension Substring {
  fileprivate var trimmed: Substring {
    let rest = drop { $0 == " " || $0 == "\t" }
    return rest.lastIndex { $0 != " " && $0 != "\t" }.map { rest[...$0] } ?? ""
  }
}
