class MixedController < ApplicationController
  include Asks
  def one; render json: Note.all; end
end
