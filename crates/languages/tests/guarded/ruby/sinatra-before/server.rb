require 'sinatra'
before '/closed*' do
  halt 401 unless Rack::Utils.secure_compare(request.env['HTTP_X_KEY'].to_s, ENV['KEY'])
end
helpers do
  def protected!
    halt 401 unless Rack::Utils.secure_compare(request.env['HTTP_X_KEY'].to_s, ENV['KEY'])
  end
end
get '/closed1' do
  Note.all.to_json
end
get '/open1' do
  Note.all.to_json
end
get '/also/closed2' do
  protected!
  Note.all.to_json
end
