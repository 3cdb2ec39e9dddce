require 'sinatra'
before do
  return if request.path_info == '/open1' || request.path.start_with?('/open2')
  halt 401 unless Rack::Utils.secure_compare(request.env['HTTP_X_KEY'].to_s, ENV['KEY'])
end
get '/closed1' do
  Note.all.to_json
end
get '/open1' do
  Note.all.to_json
end
get '/open2/x' do
  Note.all.to_json
end
