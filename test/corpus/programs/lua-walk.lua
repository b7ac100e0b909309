-- Walks through the Lua language and libraries, folding every result into one checksum; prints it in the last line.
local hash, parts = 0xcbf29ce484222325, 0

local function see(...)
  for i = 1, select("#", ...) do
    for _, byte in utf8.codes(tostring((select(i, ...))), true) do hash = (hash ~ byte) * 0x100000001b3 end
    hash = hash ~ i
  end
end

local function part(name, body)
  body()
  parts = parts + 1
  print(string.format("%-12s %016x", name, hash))
end

part("numbers", function()
  for a = -9, 9 do
    for _, b in ipairs { -3, 2, 5 } do see(a + b, a - b, a * b, a // b, a % b, a & b, a | b, a ~ b, a << 2, a >> 60) end
    see(a / 4, a ^ 2, -a, ~a, math.abs(a), math.type(a * 1.0), math.fmod(a, 4))
  end
  see(math.maxinteger + 1, math.ult(1, -1), 1e15, 2 ^ 63, tostring(0 / 0):gsub("-", ""), math.tointeger("8"), 0x1p-4)
end)

part("text", function()
  local line = "key = value; other=thing ;last = 42"
  for k, v in line:gmatch("(%w+)%s*=%s*(%w+)") do see(k:upper(), v:reverse(), #v, v:rep(2, "/")) end
  see(line:gsub("%w+", string.len), line:find("other", 1, true), line:match("^(%a+)"), ("(a(b))c"):match("%b()"))
  see(string.format("%q %5d|%-5s|%.3f|%x|%%", "a\n\"b\"", 42, "ab", 2 / 3, 255), ("%c%c"):format(72, 105))
  see(string.unpack("<I2>I4z", string.pack("<I2>I4z", 513, 1027, "end")), utf8.char(955, 128640), utf8.len("λx→y"))
end)

part("tables", function()
  local list = {}
  for i = 1, 300 do list[i] = (i * 373) % 251 end
  table.sort(list, function(a, b) return a > b end)
  see(table.concat(list, ",", 1, 40), select("#", table.unpack(list, 1, 60)))
  for i = 1, 60 do table.insert(list, i, -i); see(table.remove(list, 2 * i)) end
  see(#list, #table.move(list, 1, 9, 4), next({}), rawlen { 1, 2, 3 }, table.pack(nil, 2, nil).n)
  local keys = {}
  for k in pairs { one = 1, two = 2, [3] = 3, [4.5] = 4 } do keys[#keys + 1] = tostring(k) end
  table.sort(keys); see(table.unpack(keys))
end)

part("functions", function()
  local function counter(step) local n = 0; return function(...) n = n + step * select("#", ...); return n end end
  local one, ten = counter(1), counter(10)
  see(one(0), one(0, 0), ten(nil), ten(nil, nil), one())
  local function ackermann(m, n)
    if m == 0 then return n + 1 elseif n == 0 then return ackermann(m - 1, 1) end
    return ackermann(m - 1, ackermann(m, n - 1))
  end
  local function down(n) if n > 0 then return down(n - 1) end return "bottom" end
  see(ackermann(2, 6), down(100000))
end)

part("errors", function()
  for _, thrown in ipairs { "text", 12, false } do see(pcall(error, thrown, 0)) end
  see(select(2, pcall(error, { code = 7 })).code, pcall(string.rep), (pcall(nil)))
  see(xpcall(function() local t; return t.field end, function(m) return (m:gsub("^[^:]*:%d+: ", "")) end))
  see(select(2, pcall(function() return #5 end)):match("attempt.*"), (pcall(setmetatable, 1, 2)))
  local function endless(n) return 1 + endless(n + 1) end
  see((pcall(endless, 1)))
  local closed = {}
  local function closing(name) return setmetatable({}, { __close = function(_, e) closed[#closed + 1] = name .. type(e) end }) end
  pcall(function() local a <close> = closing "a"; do local b <close> = closing "b" end; error "out" end)
  see(table.unpack(closed))
end)

part("coroutines", function()
  local walk = coroutine.wrap(function(n) while n > 1 do coroutine.yield(n); n = n % 2 == 0 and n // 2 or 3 * n + 1 end; return "done" end)
  local step = walk(27)
  for _ = 1, 200 do see(step); if step == "done" then break end; step = walk() end
  local broken = coroutine.create(function() coroutine.yield(pcall(coroutine.yield, 1)); error("in coroutine", 0) end)
  for _ = 1, 4 do see(coroutine.resume(broken, "sent")) end
  see(coroutine.status(broken), coroutine.isyieldable(), coroutine.close(coroutine.create(print)))
end)

part("metatables", function()
  local P = {}
  local function point(x, y) return setmetatable({ x = x, y = y }, P) end
  P.__index, P.__add, P.__unm = P, function(a, b) return point(a.x + b.x, a.y + b.y) end, function(a) return point(-a.x, -a.y) end
  P.__eq, P.__lt, P.__le = function(a, b) return a.x == b.x end, function(a, b) return a.x < b.x end, function(a, b) return a.x <= b.x end
  P.__call, P.__len, P.__concat = function(s, f) return f(s.x, s.y) end, function(s) return s.x end, function(a, b) return "<" .. tostring(a) .. tostring(b) .. ">" end
  P.__tostring, P.__newindex = function(s) return s.x .. ":" .. s.y end, function(s, k, v) rawset(s, k, v * 2) end
  local a, b = point(1, 2), point(3, 4)
  a.z = 21
  see(tostring(a + b), tostring(-a), a == b, a < b, a <= b, a(math.max), #b, a .. b, a .. "s", a.z, getmetatable("").__index == string)
end)

part("collector", function()
  local alive, finished = setmetatable({}, { __mode = "v" }), 0
  for i = 1, 500 do alive[i] = setmetatable({}, { __gc = function() finished = finished + 1 end }) end
  collectgarbage(); collectgarbage()
  see(finished, #alive)
  for _, mode in ipairs { "generational", "incremental" } do
    collectgarbage(mode)
    local rings = {}
    for i = 1, 5000 do rings[i % 50 + 1] = { i, { tostring(i) }, rings[i % 7 + 1] and i } end
    see(#rings, rings[13][2][1])
  end
end)

part("chunks", function()
  local f = load("local a, b = ...; for i = 1, b do if i == 3 then goto next end a = a + i ::next:: end return a", "=(chunk)")
  see(f(0, 10), load(string.dump(f, true), "copy", "b")(5, 4), load("return ...", "x", "t", {})(9))
  for _, bad in ipairs { "x =", "goto away", "for 1", "return 'open", "local x <const> = 1; x = 2" } do see(select(2, load(bad, "=bad"))) end
  local lines = 0
  debug.sethook(function() lines = lines + 1 end, "l"); f(0, 5); debug.sethook()
  see(lines, debug.getinfo(f, "S").what, os.time { year = 2001, month = 9, day = 9, hour = 12 } ~= nil)
  local path = os.tmpname()
  local file = assert(io.open(path, "w+"))
  for i = 1, 100 do file:write(i, "\t", i * 0.5, "\n") end
  file:seek("set", 0)
  see(file:read("n", "n", "l", "L"), #file:read("a"), file:close(), os.remove(path), io.type(file))
end)

print(string.format("walked %d parts, checksum %016x", parts, hash))
