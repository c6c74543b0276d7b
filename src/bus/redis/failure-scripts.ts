import { failureMemoryMs, firstWaitMs, waitMsMax } from "../failure-count.ts";
import { redisScript } from "./redis-script.ts";

const now = `
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local function failuresOf(key)
  local known = redis.call('HMGET', key, 'count', 'at')
  if not known[1] or now - tonumber(known[2]) > ${failureMemoryMs} then return 0, now end
  return tonumber(known[1]), tonumber(known[2])
end
local function keep(key, count, at)
  redis.call('HSET', key, 'count', count, 'at', string.format('%.0f', at))
  redis.call('PEXPIRE', key, ${failureMemoryMs} + 1000)
end
`;

/**
 * Counts a try in each of KEYS, or gives the longest wait and counts it in none: one call after the other, so tries
 * at the same time gain nothing. ARGV: time in milliseconds or 0, whether it may be counted (1 or 0), then how many
 * are free of each key.
 */
export const tryScript = redisScript(`${now}
local wait = 0
for index, key in ipairs(KEYS) do
  local count, at = failuresOf(key)
  local free = tonumber(ARGV[index + 2])
  if count >= free then
    local penalty = math.min(${waitMsMax}, ${firstWaitMs} * 2 ^ (count - free))
    wait = math.max(wait, at + penalty - now)
  end
end
if wait > 0 or ARGV[2] == '0' then return wait end
for _, key in ipairs(KEYS) do
  local count = failuresOf(key)
  keep(key, count + 1, now)
end
return 0
`);

/** Forgets the first ARGV[2] of KEYS, and takes one failure off each other. ARGV[1]: time or 0. */
export const forgiveScript = redisScript(`${now}
for index, key in ipairs(KEYS) do
  local count, at = failuresOf(key)
  if index <= tonumber(ARGV[2]) or count <= 1 then
    redis.call('DEL', key)
  else
    keep(key, count - 1, at)
  end
end
return 0
`);
