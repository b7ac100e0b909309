-- A loop that calls little: what the interpreter itself costs.
-- usage: lua loop.lua TIMES
local sum = 0
for i = 1, tonumber(arg[1]) do
  sum = sum + i % 7 * (i & 3)
end
print(sum)
