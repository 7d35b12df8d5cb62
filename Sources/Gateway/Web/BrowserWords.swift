/// What is kept of the words of a browser about itself: two words of ours, never theirs.
struct BrowserWords {
  let text: String

  /// The first that is found: most browsers name others too.
  private static let browsers = [
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
  ]
  private static let systems = [
    ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
  ]

  init(userAgent: String) {
    func word(_ words: [(mark: String, name: String)]) -> String? {
      words.first { userAgent.contains($0.mark) }?.name
    }
    let browser = word(Self.browsers) ?? "Another browser"
    text = word(Self.systems).map { "\(browser) on \($0)" } ?? browser
  }
}
