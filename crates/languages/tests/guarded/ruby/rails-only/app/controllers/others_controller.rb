class OthersController < ApplicationController
  before_action :ask, except: %i[two]
  def one; render json: Note.all; end
  def two; render json: Note.all; end
end
