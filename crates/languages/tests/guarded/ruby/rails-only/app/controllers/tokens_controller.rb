class TokensController < ApplicationController
  before_action :authenticate
  def one; render json: Note.all; end
  private
  def authenticate
    authenticate_or_request_with_http_token do |token, options|
      ActiveSupport::SecurityUtils.secure_compare(token, ENV['KEY'])
    end
  end
end
