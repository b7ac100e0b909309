-- What Lua's interpreter is timed with: calls, floating point, tables, strings, coroutines, closures; about equal parts.
-- usage: lua workload.lua TIMES; prints a sum that must not depend on how lua was built.
local times = tonumber(arg[1])
local sum = 0

local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end

local function tree(depth) return depth == 0 and {} or { tree(depth - 1), tree(depth - 1) } end
local function count(t) return t[1] and 1 + count(t[1]) + count(t[2]) or 1 end

local function sieve(n)
  local composite, found = {}, 0
  for i = 2, n do
    if not composite[i] then
      found = found + 1
      for j = i * i, n, i do composite[j] = true end
    end
  end
  return found
end

local function text(n)
  local words = {}
  for i = 1, n do words[i] = string.format("%d:%s", i, ("x"):rep(i % 7)) end
  local joined = table.concat(words, " ")
  local letters = 0
  for word in joined:gmatch("%d+:(x*)") do letters = letters + #word end
  return letters + #joined:gsub("x+", "-")
end

local function orbit(n)
  local x, y, vx, vy = 1.0, 0.0, 0.0, 1.0
  for _ = 1, n do
    local r = (x * x + y * y) ^ 1.5
    vx, vy = vx - x / r * 0.001, vy - y / r * 0.001
    x, y = x + vx * 0.001, y + vy * 0.001
  end
  return math.floor(1000 * (x + y))
end

local function produce(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
end

local function sorted(n)
  local numbers, seed = {}, 42
  for i = 1, n do
    seed = (seed * 1103515245 + 12345) % 2147483648
    numbers[i] = seed
  end
  table.sort(numbers, function(a, b) return a < b end)
  return numbers[n // 2]
end

for _ = 1, times do
  sum = sum + fib(23) + count(tree(13)) + sieve(60000) + text(12000) + orbit(120000) + sorted(9000)
  for i in produce(40000) do sum = sum + i end
end
print(sum)
