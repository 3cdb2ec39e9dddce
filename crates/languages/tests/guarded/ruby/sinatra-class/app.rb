require 'sinatra/base'
class Api < Sinatra::Base
  before do
    pass if request.path_info == '/open1'
    halt 401 unless Rack::Utils.secure_compare(request.env['HTTP_X_KEY'].to_s, ENV['KEY'])
  end
  get '/closed1' do
    Note.all.to_json
  end
end
class Open < Sinatra::Base
  get '/open2' do
    Note.all.to_json
  end
end
