import Testing

/// What becomes of content is asked in one place.
@Suite struct `Content` {
  @Test func `only the vault asks whether content is stored, sealed or held`() throws {
    let gateway = SourceFile.all.filter { $0.path.hasPrefix("Gateway") }
    let questions = try gateway.flatMap {
      try $0.lines(matching: #"(==|!=) \.(held|sealed|stored)\b"#)
    }
    let places = Set(questions.map { String($0.prefix { $0 != ":" }) })
    #expect(
      places == ["GatewayCore/ContentPolicy.swift", "GatewayStore/Vault/Vault.swift"],
      "\(questions.joined(separator: "\n"))")
  }
}
