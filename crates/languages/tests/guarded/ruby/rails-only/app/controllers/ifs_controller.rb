class IfsController < ApplicationController
  before_action :ask, only: :two
  def one; render json: Note.all; end
end
