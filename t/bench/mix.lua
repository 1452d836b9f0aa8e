-- What one dailies-web gets 100,000 times over: reads, lists, writes, errors.
local at = "/one"
local token = os.getenv("BENCH_TOKEN")
local project = os.getenv("BENCH_PROJECT")
local scene = os.getenv("BENCH_SCENE")
local json = { ["Authorization"] = token, ["Content-Type"] = "application/json" }
local form = { ["Authorization"] = token, ["Content-Type"] = "multipart/form-data; boundary=b" }
local plain = { ["Authorization"] = token }
local turn = 0

math.randomseed(os.time())

local function uuid()
    return string.format("%08x-%04x-4%03x-8%03x-%06x%06x", math.random(0, 2 ^ 32 - 1), math.random(0, 65535),
        math.random(0, 4095), math.random(0, 4095), math.random(0, 2 ^ 24 - 1), math.random(0, 2 ^ 24 - 1))
end

local function name() return "mix " .. uuid() end

local kinds = {
    function() return wrk.format("GET", at .. "/projects/" .. project, plain) end,
    function() return wrk.format("GET", at .. "/scenes/" .. scene, plain) end,
    function() return wrk.format("GET", at .. "/projects?limit=50", plain) end,
    function() return wrk.format("GET", at .. "/scenes/?limit=100", plain) end,
    function() return wrk.format("GET", at .. "/sv/" .. scene, plain) end,
    function() return wrk.format("GET", at .. "/sv/" .. scene .. "/thumb.jpg", plain) end,
    function() return wrk.format("GET", at .. "/projects/" .. uuid(), plain) end, -- 404
    function() return wrk.format("GET", at .. "/projects/nonsense", plain) end, -- 422
    function() return wrk.format("GET", at .. "/projects/" .. project) end, -- 401
    function() return wrk.format("PATCH", at .. "/projects", plain) end, -- 405
    function() return wrk.format("GET", at .. "/no/such/path", plain) end, -- 404
    function() return wrk.format("GET", at .. "/health_check") end,
    function() return wrk.format("POST", at .. "/projects", json, '{"name":"' .. name() .. '"}') end,
    function() return wrk.format("POST", at .. "/projects", json, '{"name":') end, -- 422
    function()
        return wrk.format("POST", at .. "/projects", form,
            '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n' .. name() .. "\r\n--b--\r\n")
    end,
    function()
        return wrk.format("POST", at .. "/projects?name=" .. uuid(),
            { ["Authorization"] = token, ["Idempotency-Key"] = uuid() })
    end,
    function() return wrk.format("PUT", at .. "/scenes/" .. scene, json, '{"name":"' .. name() .. '"}') end,
    function() return wrk.format("GET", at .. "/auth/tokens", plain) end,
    function() return wrk.format("GET", at .. "/data/persons", plain) end,
    function() return wrk.format("GET", at .. "/openapi.json") end,
}

function request()
    turn = turn % #kinds + 1
    return kinds[turn]()
end
