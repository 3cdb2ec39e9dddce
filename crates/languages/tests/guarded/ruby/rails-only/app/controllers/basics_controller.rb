class BasicsController < ApplicationController
  http_basic_authenticate_with name: ENV['USER'], password: ENV['PASS']
  def one; render json: Note.all; end
end
