/**
 * Lua scripts that Redis runs as one step. A list lives in two keys with one hash tag: the entries, newest first, and the
 * room version that they show.
 */
export const scripts = {
  /** KEYS list version · ARGV from to keep life entries… */
  tertuliaAppend: {
    numberOfKeys: 2,
    lua: `
local version = tonumber(redis.call('GET', KEYS[2]))
local to = tonumber(ARGV[2])
if version == tonumber(ARGV[1]) and redis.call('EXISTS', KEYS[1]) == 1 then
  for i = 5, #ARGV do redis.call('LPUSH', KEYS[1], ARGV[i]) end
  redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[3]) - 1)
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
elseif not version or version < to then
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[4])
end
return 1`,
  },
  /** KEYS list version · ARGV version life entries… (newest first) */
  tertuliaReplace: {
    numberOfKeys: 2,
    lua: `
local version = tonumber(redis.call('GET', KEYS[2]))
if version and version > tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1`,
  },
  /** KEYS list version · ARGV version life */
  tertuliaDrop: {
    numberOfKeys: 2,
    lua: `
local version = tonumber(redis.call('GET', KEYS[2]))
if version and version >= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return 1`,
  },
  /** KEYS bucket · ARGV interval tolerance (milliseconds); answers the wait in milliseconds, 0 when allowed */
  tertuliaToken: {
    numberOfKeys: 1,
    lua: `
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local arrival = math.max(tonumber(redis.call('GET', KEYS[1])) or 0, now)
local wait = arrival - tonumber(ARGV[2]) - now
if wait > 0 then return math.ceil(wait) end
local full = arrival + tonumber(ARGV[1])
redis.call('SET', KEYS[1], tostring(full), 'PX', math.max(1, math.ceil(full - now)))
return 0`,
  },
} as const;
