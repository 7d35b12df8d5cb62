import GatewayCore
import GatewayRules
import Testing

/// An expression of Lua and the text that it should come to.
struct Expression: CustomTestStringConvertible, Sendable {
  let code: String
  let result: String

  init(_ code: String, _ result: String) {
    self.code = code
    self.result = result
  }

  var testDescription: String { code }
}

@Suite struct `The table functions` {
  @Test(arguments: [
    Expression(
      "(function() local t = {1, 2} table.insert(t, 3) return table.concat(t, ',') end)()",
      "1,2,3"),
    Expression(
      "(function() local t = {1, 2} table.insert(t, 1, 0) return table.concat(t, ',') end)()",
      "0,1,2"),
    Expression(
      "(function() local t = {1, 2, 3} return table.remove(t, 1) .. table.concat(t) end)()", "123"
    ),
    Expression(
      "(function() local t = {1, 2, 3} return table.remove(t) .. table.concat(t) end)()", "312"),
    Expression("table.remove({})", "nil"),
    Expression("table.concat({1, 'b', 2.5}, '-')", "1-b-2.5"),
    Expression("table.concat({1, 2, 3}, '', 2, 3)", "23"),
    Expression("table.concat({})", ""),
    Expression("select('#', table.unpack({1, nil, 3}, 1, 3))", "3"),
    Expression("table.pack(1, nil, 3).n", "3"),
    Expression("table.concat(table.move({1, 2, 3}, 1, 3, 2))", "1123"),
    Expression("table.concat(table.move({1, 2, 3}, 2, 3, 1))", "233"),
    Expression("table.concat(table.move({1, 2}, 1, 2, 1, {}))", "12"),
    Expression(
      "(function() local t = {5, 2, 8, 1, 9, 3} table.sort(t) return table.concat(t) end)()",
      "123589"),
    Expression(
      "(function() local t = {'b', 'a'} table.sort(t, function(x, y) return x > y end) return table.concat(t) end)()",
      "ba"),
  ])
  func `do what Lua's own do`(_ expression: Expression) throws {
    #expect(try run("reply(\(expression.code))").replies.joined() == expression.result)
  }

  @Test func `sort a long list whatever the comparator answers`() throws {
    let outcome = try run(
      """
      local t = {} for i = 1, 200 do t[i] = i end
      table.sort(t, function() return true end)
      table.sort(t, function() return false end)
      reply(#t)
      """)
    #expect(outcome.replies == ["200"])
  }

  @Test func `sort every list of five in the same way`() throws {
    let outcome = try run(
      """
      local function each(t, n, see)
        if n == 0 then return see(t) end
        for i = 1, n do
          t[i], t[n] = t[n], t[i]
          each(t, n - 1, see)
          t[i], t[n] = t[n], t[i]
        end
      end
      local count = 0
      each({1, 2, 2, 3, 4}, 5, function(t)
        local copy = {table.unpack(t)}
        table.sort(copy)
        assert(table.concat(copy) == "12234")
        count = count + 1
      end)
      reply(count)
      """)
    #expect(outcome.replies == ["120"], "\(outcome)")
  }

  @Test(arguments: [
    Expression("table.concat({{}})", "element 1 is a table and cannot be joined"),
    Expression("table.unpack({}, 1, 100000)", "more than 1000 values to unpack"),
    Expression("table.move({}, 1, 1 << 60, 2)", "the range is too large"),
  ])
  func `say what is wrong`(_ expression: Expression) throws {
    #expect(try run(expression.code).failure?.message == expression.result)
  }
}
