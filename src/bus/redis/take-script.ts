import { redisScript } from "./redis-script.ts";

/**
 * `takeToken` of `token-bucket.ts` as Redis runs it, one call after the other, so that all processes see the
 * same bucket. It goes by the clock of Redis unless it is told a time, because the processes' clocks differ.
 * The key goes by itself once the bucket is full again. KEYS[1]: the bucket. ARGV: tokens, window in
 * milliseconds, time in milliseconds or 0. Gives whether it was admitted, and what is used now.
 */
export const takeScript = redisScript(`
local tokens = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local now = tonumber(ARGV[3])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local used = 0
local at = now
local known = redis.call('HMGET', KEYS[1], 'used', 'at', 'window')
if known[1] and tonumber(known[3]) == window then
  at = math.max(tonumber(known[2]), now)
  used = math.max(0, tonumber(known[1]) - (at - tonumber(known[2])) * tokens)
end
local admitted = 0
if used + window <= tokens * window then
  admitted = 1
  used = used + window
end
redis.call('HSET', KEYS[1], 'used', string.format('%.0f', used), 'at', string.format('%.0f', at), 'window', window)
redis.call('PEXPIRE', KEYS[1], math.ceil(used / tokens) + 1000)
return {admitted, used}
`);
