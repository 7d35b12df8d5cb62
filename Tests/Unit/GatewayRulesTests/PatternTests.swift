import GatewayCore
import GatewayRules
import Testing

@Suite struct `The pattern functions` {
  @Test(arguments: [
    Expression("('hello world'):find('wor')", "7"),
    Expression("select(2, ('hello world'):find('o w'))", "7"),
    Expression("('a.b'):find('.', 1, true)", "2"),
    Expression("('a.b'):find('%.')", "2"),
    Expression("('abc'):find('b', 3)", "nil"),
    Expression("('abc'):find('b', -2)", "2"),
    Expression("('abc'):find('', 4)", "4"),
    Expression("('abc'):find('', 5)", "nil"),
    Expression("('abc'):find('', 10)", "nil"),
    Expression("('key = value'):match('^(%w+)%s*=%s*(%w+)$')", "key"),
    Expression("select(2, ('key = value'):match('^(%w+)%s*=%s*(%w+)$'))", "value"),
    Expression("('  trim  '):match('^%s*(.-)%s*$') .. '|'", "trim|"),
    Expression("('aXb'):match('%u')", "X"),
    Expression("('aXb'):match('[^%l]')", "X"),
    Expression("('a]b'):match('[]]')", "]"),
    Expression("('a-b'):match('[a-]+')", "a-"),
    Expression("('x^y'):match('[x^]+')", "x^"),
    Expression("('2026-01-05'):match('(%d+)-(%d+)-(%d+)')", "2026"),
    Expression("('f(a(b)c)d'):match('%b()')", "(a(b)c)"),
    Expression("('say \"hi\" now'):match('%b\"\"')", "\"hi\""),
    Expression("('THE (quick) fox'):find('%f[%a]%a+%f[%A]')", "1"),
    Expression("('THE (quick) fox'):match('%f[%l]%l+')", "quick"),
    Expression("('abab'):match('^(ab)%1$')", "ab"),
    Expression("('hello'):match('()ll()')", "3"),
    Expression("('color colour'):gsub('colou?r', 'C')", "C C"),
    Expression("('aaa'):match('a-')", ""),
    Expression("('aaab'):match('a-b')", "aaab"),
    Expression("('aab'):match('a+b')", "aab"),
    Expression("('b'):match('a+b')", "nil"),
    Expression("('a$'):match('a$$')", "a$"),
    Expression("('a$b'):match('$b')", "$b"),
    Expression("('\\0a'):match('%z') == nil", "true"),
    Expression("#('a\\0b'):match('a\\0b')", "3"),
    Expression("('äö'):match('[\\xC3][\\xA4]') == 'ä'", "true"),
    Expression("('((a))'):match('((%a))')", "a"),
    Expression("('abc'):match('((a)(b))')", "ab"),
    Expression("('x'):match('(x)y?$')", "x"),
  ])
  func `find and match as Lua's manual says`(_ expression: Expression) throws {
    #expect(try run("reply((\(expression.code)))").replies.joined() == expression.result)
  }

  @Test(arguments: [
    Expression("('hello'):gsub('l', 'L')", "heLLo"),
    Expression("select(2, ('hello'):gsub('l', 'L'))", "2"),
    Expression("('hello'):gsub('l', 'L', 1)", "heLlo"),
    Expression("('hello'):gsub('', '-')", "-h-e-l-l-o-"),
    Expression("('abc'):gsub('%w', '%0%0')", "aabbcc"),
    Expression("('hello world'):gsub('(%w+) (%w+)', '%2 %1')", "world hello"),
    Expression("('$name is $age'):gsub('%$(%w+)', {name = 'Al', age = 7})", "Al is 7"),
    Expression("('$name is $x'):gsub('%$(%w+)', {name = 'Al'})", "Al is $x"),
    Expression("('abc'):gsub('%w', function(c) if c == 'b' then return 'B' end end)", "aBc"),
    Expression("('abc'):gsub('^a', 'x')", "xbc"),
    Expression("('aaa'):gsub('^a', 'x')", "xaa"),
    Expression("('abc def'):gsub('%f[%w]%w+', string.upper)", "ABC DEF"),
    Expression("('50%'):gsub('%%', '%%%%')", "50%%"),
    Expression("('abc'):gsub('b*', 'x')", "xaxcx"),
    Expression("('abc'):gsub('()', '%1')", "1a2b3c4"),
  ])
  func `replace as Lua's manual says`(_ expression: Expression) throws {
    #expect(try run("reply((\(expression.code)))").replies.joined() == expression.result)
  }

  @Test func `iterate`() throws {
    let outcome = try run(
      """
      for word in ("one two  three"):gmatch("%a+") do reply(word) end
      for key, value in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do reply(key .. value) end
      local count = 0
      for _ in ("abc"):gmatch("") do count = count + 1 end
      reply(count)
      for piece in ("a^b"):gmatch("^b") do reply(piece) end
      """)
    #expect(outcome.replies == ["one", "two", "three", "a1", "b2", "4", "^b"])
  }

  @Test(arguments: [
    Expression("('a'):find('[a')", "the pattern has a '[' without its ']'"),
    Expression("('a'):find('(a')", "the pattern has a '(' without its ')'"),
    Expression("('a'):find('a)')", "the pattern has a ')' without its '('"),
    Expression("('a'):find('a%')", "the pattern ends with '%'"),
    Expression("('a'):find('%1')", "the pattern refers to a capture that it does not have"),
    Expression("('a'):find('(%1)')", "the pattern refers to a capture that it does not have"),
    Expression("('a'):find('%b(')", "the pattern's %b lacks its two characters"),
    Expression("('a'):find('%fa')", "the pattern's %f lacks its '['"),
    Expression("('a'):find(('()'):rep(40))", "the pattern has too many captures"),
    Expression("('a'):find(('a?'):rep(300))", "the pattern is too long"),
    Expression("('a'):gsub('a', '%2')", "the replacement has a '%' before what is no capture"),
    Expression("('a'):gsub('a', function() return {} end)", "a replacement cannot be a table"),
  ])
  func `say what is wrong with a pattern`(_ expression: Expression) throws {
    #expect(try run(expression.code).failure?.message == expression.result)
  }
}
