require "bundler/setup"
require "sinatra/base"

class Hello < Sinatra::Base
  get "/" do
    "Hello from Ruby and Sinatra\n"
  end
end

run Hello
