@testable import GatewayPages
import TestSupport
import Testing

/// Rules that keep templates safe whatever they are filled with.
@Suite struct `Templates` {
  private static var tags: Regex<(Substring, Substring, Substring)> {
    /\{\{\{?([#^\/>]?)\s*([\w.-]+)\s*\}?\}\}/
  }

  @Test(arguments: PageTemplate.allCases)
  func `a template prints nothing but what the view has escaped`(_ template: PageTemplate) {
    let opening = template.source.matches(of: /\{\{+[^}]*\}+/).map { String($0.output) }
    // Two braces escape by the library's own function, which leaves attributes open.
    let bare = opening.filter { !$0.hasPrefix("{{{") && !$0.contains(/^\{\{[#^\/>]/) }
    #expect(bare == [])
  }

  @Test(arguments: PageTemplate.allCases)
  func `every attribute is quoted, and none holds a script or a style`(_ template: PageTemplate) {
    let source = template.source
    #expect(source.matches(of: /=\{\{\{/).isEmpty)
    #expect(source.matches(of: /\son\w+=/).isEmpty)
    #expect(source.matches(of: /\sstyle=/).isEmpty)
    #expect(source.matches(of: /javascript:|https?:\/\//).isEmpty)
    let scripts = source.matches(of: /<script[^>]*>/).map { String($0.output) }
    #expect(scripts.allSatisfy { $0.contains("src=") })
    let styles = source.matches(of: /<style>/)
    #expect(styles.isEmpty || template == .contact)
  }

  @Test(arguments: PageTemplate.allCases)
  func `every form that changes something has the session's proof`(_ template: PageTemplate) {
    let forms = template.source.split(separator: "<form").dropFirst()
    for form in forms where form.prefix(while: { $0 != ">" }).contains("method=\"post\"") {
      let body = form.prefix(upTo: form.firstRange(of: "</form>")?.lowerBound ?? form.endIndex)
      #expect(body.contains("{{{proofField}}}"), "\(form.prefix(80))")
    }
  }

  @Test(arguments: PageTemplate.allCases)
  func `every name in a template is filled by its page`(_ template: PageTemplate) throws {
    let pages = Repository.paths(below: "Sources/GatewayPages").filter {
      $0.contains("/Pages/")
    }
    let text = try pages.map { try Repository.text(of: $0) }.joined()
    for match in template.source.matches(of: Self.tags) {
      let name = String(match.output.2)
      if match.output.1 == ">" {
        #expect(PageTemplate(rawValue: name) != nil)
      } else if name.hasPrefix("t.") || name.hasPrefix("w.") {
        #expect(Word(rawValue: String(name.dropFirst(2))) != nil, "\(name)")
      } else {
        #expect(text.contains("\"\(name)\":") || text.contains("[\"\(name)\"]"), "\(name)")
      }
    }
  }

  @Test(arguments: PageTemplate.allCases)
  func `every field has a label`(_ template: PageTemplate) {
    let source = template.source
    for match in source.matches(of: /<(?:input|select|textarea)([^>]*)>/) {
      let attributes = String(match.output.1)
      guard !attributes.contains("type=\"hidden\"") else { continue }
      let id = attributes.firstMatch(of: /id="([^"]+)"/).map { String($0.output.1) }
      let isLabelled = id.map { source.contains("for=\"\($0)\"") } ?? false
      let isWithin =
        source[..<match.range.lowerBound].hasSuffix("><")
        || source[..<match.range.lowerBound].reversed().prefix(40).reversed().map(String.init)
          .joined().contains("<label")
      #expect(isLabelled || isWithin, "\(match.output.0)")
    }
  }

  @Test func `the styles load nothing`() {
    for style in [Style.staff, Style.contact] {
      #expect(!style.contains("url(") && !style.contains("@import") && !style.contains("<"))
    }
    #expect(!Script.staff.contains("http") && !Script.staff.contains(/innerHTML\s*=[^=]/))
    #expect(!Script.staff.contains("eval(") && !Script.staff.contains("document.write"))
  }

  @Test func `pages fill the script's hooks`() {
    for hook in ["id=\"live\"", "id=\"keys\"", "id=\"keys-on\"", "data-shows-keys"] {
      #expect(PageTemplate.layout.source.contains(hook))
    }
    #expect(PageTemplate.reply.source.contains("data-draft="))
    #expect(PageTemplate.conversation.source.contains("data-key=\"e\""))
  }
}
