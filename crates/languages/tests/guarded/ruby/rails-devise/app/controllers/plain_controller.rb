class PlainController < ApplicationController
  def one; render json: Note.all; end
end
