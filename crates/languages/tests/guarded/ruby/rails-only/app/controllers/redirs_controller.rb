class RedirsController < ApplicationController
  before_action :require_user
  def one; render json: Note.all; end
  private
  def require_user
    redirect_to '/login' unless session[:user_id]
  end
end
